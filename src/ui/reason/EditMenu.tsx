import { useId, useRef, useState, type FormEvent } from "react";
import { Button, Dialog, Heading, Popover } from "react-aria-components";
import type { TokenView } from "../../store/reasonState.ts";
import type { TraceEdit } from "../../store/reasonEdit.ts";
import { VOCABULARY } from "../../world/vocabulary.ts";
import { probabilityText } from "./probabilityText.ts";
import { typedWords } from "./typedWords.ts";

interface EditMenuProps {
  view: TokenView;
  word: string;
  index: number;
  anchor: HTMLElement;
  vocabSize: number;
  onClose: () => void;
  onEdit: (edit: TraceEdit) => void;
}

/** What one may want to see inserted: turning words and verdicts, in both languages. */
const SUGGESTED = ["wait", "hmm", "check", "again", "no", "yes", "等等", "检查"];

/** What can be changed at a token. Whatever is chosen, the model goes on from there by itself. */
export function EditMenu({ view, word, index, anchor, vocabSize, onClose, onEdit }: EditMenuProps) {
  const id = useId();
  const trigger = useRef(anchor);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const insert = (words: readonly string[]): void => onEdit({ kind: "insert", at: index, words, was: word });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = typedWords(typed, vocabSize);
    if ("problem" in read) setProblem(read.problem);
    else insert(read.words);
  };
  return (
    <Popover
      className="popover"
      triggerRef={trigger}
      isOpen
      placement="bottom start"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog className="reason-edit">
        <Heading slot="title" level={2}>
          At “{word}”, token {index + 1}
        </Heading>
        <h3>Insert before it and go on</h3>
        <div className="reason-words-row">
          {SUGGESTED.map((suggested) => (
            <Button key={suggested} className="quiet" onPress={() => insert([suggested])}>
              {suggested}
            </Button>
          ))}
        </div>
        <form onSubmit={submit} className="reason-edit-form">
          <label htmlFor={id}>Other words</label>
          <input
            id={id}
            className="reason-input"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            onChange={(event) => {
              setTyped(event.target.value);
              setProblem(null);
            }}
          />
          <Button type="submit" className="quiet">
            Insert
          </Button>
          {problem !== null && (
            <p id={`${id}-problem`} className="setting-problem" role="alert">
              {problem}
            </p>
          )}
        </form>
        <h3>Or replace it by</h3>
        <div className="reason-words-row">
          {view.best
            .filter(({ token }) => token !== view.token)
            .map((choice) => {
              const other = VOCABULARY[choice.token] ?? "";
              return (
                <Button
                  key={choice.token}
                  className="quiet"
                  onPress={() => onEdit({ kind: "replace", at: index, words: [other], was: word })}
                >
                  {other} <small>{probabilityText({ ...choice, out: false })}</small>
                </Button>
              );
            })}
        </div>
        <h3>Or begin anew here</h3>
        <Button className="quiet" onPress={() => onEdit({ kind: "cut", at: index, words: [], was: word })}>
          Cut from here and go on with another seed
        </Button>
      </Dialog>
    </Popover>
  );
}
