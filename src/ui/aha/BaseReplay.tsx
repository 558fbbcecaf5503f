import { useMemo, useState } from "react";
import { Button } from "react-aria-components";
import type { Replay } from "../../protocol/messages.ts";
import { completionWords } from "../trace/completionWords.ts";
import { Trace } from "../trace/Trace.tsx";
import { replayText } from "./ahaText.ts";

/** The untrained model's tries at the same problem, one at a time. */
export function BaseReplay({ replay, who }: { replay: Replay | null; who: string }) {
  const [shown, setShown] = useState(0);
  const attempt = replay?.attempts[shown];
  const words = useMemo(() => (attempt ? completionWords(attempt) : []), [attempt]);
  if (!replay) {
    return (
      <p className="aha-soft" role="status">
        {who} is asked the same question; its answers come after the step that is running.
      </p>
    );
  }
  return (
    <>
      <p className="aha-replay" role="status">
        {replayText(replay, shown, who)}
      </p>
      {attempt && (
        <>
          <p className={attempt.correct ? "aha-verdict good" : "aha-verdict"}>
            {attempt.correct ? "✓ right" : "✗ wrong"}
          </p>
          <Trace words={words} behaviour={attempt.behaviour} label={`${who}, try ${shown + 1}`} layout="lines" />
        </>
      )}
      {replay.attempts.length > 1 && (
        <div className="aha-buttons">
          <Button className="quiet" isDisabled={shown === 0} onPress={() => setShown(shown - 1)}>
            Previous try
          </Button>
          <Button
            className="quiet"
            isDisabled={shown >= replay.attempts.length - 1}
            onPress={() => setShown(shown + 1)}
          >
            Next try
          </Button>
        </div>
      )}
    </>
  );
}
