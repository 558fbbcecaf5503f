import { SPECIAL_WORDS, wordLanguage } from "../../world/vocabulary.ts";

/** A response with the words of both languages told apart, by underline and colour; tags stand back. */
export function MarkedTrace({ text }: { text: string }) {
  return (
    <p className="marked-trace">
      {text
        .split(/\s+/)
        .filter((word) => word !== "")
        .map((word, i) => {
          const language = wordLanguage(word);
          const name = language ?? (SPECIAL_WORDS.has(word) ? "tag" : undefined);
          return (
            // Words repeat, and the text never changes: the position is what tells them apart.
            <span key={i}>
              <span className={name} lang={language === "zh" ? "zh" : undefined}>
                {word}
              </span>{" "}
            </span>
          );
        })}
    </p>
  );
}

/** How the marks are to be read. */
export const TraceKey = () => (
  <p className="paper-note marked-trace-key">
    <span className="en">English words</span>, <span className="zh">Chinese words</span>; numbers and signs belong to
    neither.
  </p>
);
