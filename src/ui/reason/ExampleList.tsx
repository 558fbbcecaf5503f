import { Button } from "react-aria-components";
import { Rng } from "../../lib/rng.ts";
import { ALL_LEVELS, renderProblem, sampleProblem } from "../../world/tasks/index.ts";
import { LEVEL_NAMES } from "./levelText.ts";
import { useReason, useReasonActions } from "./useReason.ts";

/** A problem of every kind, in the chosen language; pressing one takes it. */
export function ExampleList() {
  const language = useReason((state) => state.language);
  const { type } = useReasonActions();
  return (
    <ul className="reason-examples">
      {ALL_LEVELS.map((level) => {
        const text = renderProblem(sampleProblem(Rng.of(1, "example", level), level, language));
        return (
          <li key={level}>
            <span>{LEVEL_NAMES[level]}</span>
            <Button className="link-button" onPress={() => type(text)}>
              {text}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
