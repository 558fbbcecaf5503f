import { knownWords } from "../../world/knownWords.ts";
import { SMALL_VOCABULARY_SIZE, VOCABULARY } from "../../world/vocabulary.ts";

const small = knownWords(SMALL_VOCABULARY_SIZE);
const all = knownWords(VOCABULARY.length);
const beyond = (words: readonly string[], known: readonly string[]): string =>
  words.filter((word) => !known.includes(word)).join(" ");

/** Every word that a prompt may hold: those that every checkpoint has, and those of the large vocabulary. */
export function WordList() {
  return (
    <dl className="reason-words">
      <dt>Every checkpoint</dt>
      <dd>
        The numbers 0 to 99, {small.signs.join(" ")}
        <br />
        {small.english.join(" ")} <span lang="zh">{small.chinese.join(" ")}</span>
      </dd>
      <dt>Checkpoints of {VOCABULARY.length} words also</dt>
      <dd>
        {beyond(all.signs, small.signs)} {beyond(all.english, small.english)}{" "}
        <span lang="zh">{beyond(all.chinese, small.chinese)}</span>
      </dd>
    </dl>
  );
}
