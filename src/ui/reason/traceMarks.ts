import type { TraceEdit } from "../../store/reasonEdit.ts";

/**
 * Classes of each token: "put" for words that the visitor put there, "left" for those of an original that its branch does not share;
 * null when there is nothing to mark.
 */
export function traceMarks(length: number, edit?: TraceEdit, leftAt?: number): string[] | null {
  if (!edit && leftAt === undefined) return null;
  return Array.from({ length }, (_, i) => {
    const classes: string[] = [];
    if (edit && i >= edit.at && i < edit.at + edit.words.length) classes.push("put");
    if (leftAt !== undefined && i >= leftAt) classes.push("left");
    return classes.join(" ");
  });
}
