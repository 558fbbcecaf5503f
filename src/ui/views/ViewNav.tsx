import { encodeHash } from "../../store/urlHash.ts";
import { hashOfView, VIEW_IDS } from "../../store/views.ts";
import { useRun } from "../useLab.ts";
import { usePlace } from "../usePage.ts";
import { VIEW_TEXTS } from "./viewTexts.ts";
import "./views.css";

/** Links between the views. A run that goes on is told about at the way back to it. */
export function ViewNav() {
  const view = usePlace((place) => place.view);
  const trainHash = useRun((run) => encodeHash(run.draft));
  const running = useRun((run) => (run.status === "playing" || run.status === "pausing" ? `step ${run.step}` : null));
  const budget = useRun((run) => run.budget);
  return (
    <nav className="view-nav" aria-label="Views">
      {VIEW_IDS.map((id) => (
        <a
          key={id}
          href={id === "train" ? trainHash : hashOfView(id)}
          aria-current={id === view ? "page" : undefined}
          // The place's own address keeps what was chosen in the view.
          onClick={(event) => id === view && event.preventDefault()}
        >
          {VIEW_TEXTS[id].name}
          {id === "train" && view !== "train" && running && (
            <span className="view-nav-run">
              {running}
              <span className="view-nav-budget"> of {budget}</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}
