import type { ReasonTrace } from "../../store/reasonState.ts";
import type { TraceEdit } from "../../store/reasonEdit.ts";

/** “wait” inserted at token 13. */
export function editText({ kind, at, words, was }: TraceEdit): string {
  const put = `“${words.join(" ")}”`;
  switch (kind) {
    case "insert":
      return `${put} inserted at token ${at + 1}`;
    case "replace":
      return `${put} instead of “${was}” at token ${at + 1}`;
    case "cut":
      return `cut at token ${at + 1}`;
  }
}

/** Where an answer comes from. `place` gives an answer's number in the list by its id. */
export function originText({ origin, sampling }: ReasonTrace, place: (id: number) => number | null): string {
  switch (origin.kind) {
    case "asked":
      return `Asked with seed ${sampling.seed}`;
    case "sample":
      return `Sample ${origin.number} of the vote`;
    case "edited": {
      const parent = place(origin.parent);
      const other = origin.edit.kind === "cut" ? `, seed ${sampling.seed}` : "";
      return `${parent === null ? "An earlier answer" : `Answer ${parent}`}, ${editText(origin.edit)}${other}`;
    }
  }
}
