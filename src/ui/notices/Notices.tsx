import { Button } from "react-aria-components";
import type { Notice, NoticeAction } from "../../store/notice.ts";
import type { SavedRunSummary } from "../../store/runState.ts";
import { useActions, useRun } from "../useLab.ts";
import { agoText } from "./agoText.ts";
import "./notices.css";

const LABELS: Readonly<Record<NoticeAction, string>> = {
  resume: "Resume",
  "discard-saved": "Discard it",
  "reload-page": "Reload the page",
  "retry-load": "Try again",
  restart: "Restart",
  "restart-defaults": "Restart with the defaults",
  continue: "Continue",
  "use-wasm": "Use WebAssembly",
};
const TONES = { info: "Note", warning: "Attention", error: "Error" };

/** What went differently than expected, in place and not as a passing message: what happened, what was saved, what to press. */
export function Notices() {
  const notices = useRun((run) => run.notices);
  const saved = useRun((run) => run.saved);
  const all = saved ? [savedNotice(saved), ...notices] : notices;
  return (
    <div className="notices" role="region" aria-label="Notices" aria-live="polite">
      {all.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} dismissable={notice.id !== "saved"} />
      ))}
    </div>
  );
}

function NoticeCard({ notice, dismissable }: { notice: Notice; dismissable: boolean }) {
  const { actOnNotice, takeOffer, dismissNotice } = useActions();
  return (
    <div className={`notice ${notice.tone}`} role={notice.tone === "info" ? undefined : "alert"}>
      <p>
        <span className="visually-hidden">{TONES[notice.tone]}: </span>
        <b>{notice.title}.</b> {notice.text}
      </p>
      <div className="notice-actions">
        {notice.offer && (
          <Button className="button" onPress={() => takeOffer(notice.id)}>
            {notice.offer.label}
          </Button>
        )}
        {notice.actions.map((action) => (
          <Button key={action} className="button" onPress={() => actOnNotice(notice.id, action)}>
            {LABELS[action]}
          </Button>
        ))}
        {dismissable && (
          <Button className="text-button" onPress={() => dismissNotice(notice.id)}>
            Dismiss
          </Button>
        )}
      </div>
    </div>
  );
}

const savedNotice = ({ step, savedAt, config }: SavedRunSummary): Notice => ({
  id: "saved",
  tone: "info",
  title: "A run of yours is saved",
  text: `It stopped at step ${step} of ${config.steps}, seed ${config.seed}, ${agoText(Date.now() - savedAt)}.`,
  actions: ["resume", "discard-saved"],
});
