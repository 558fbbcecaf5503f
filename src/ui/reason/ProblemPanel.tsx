import { useId, type FormEvent } from "react";
import { Button, Switch } from "react-aria-components";
import type { ReasonState } from "../../store/reasonState.ts";
import type { Problem } from "../../world/problem.ts";
import { readProblem } from "../../world/readProblem.ts";
import { ALL_LEVELS } from "../../world/tasks/index.ts";
import { Choice } from "../choice/Choice.tsx";
import { ExampleList } from "./ExampleList.tsx";
import { LANGUAGE_NAMES, LEVEL_NAMES, LEVEL_NOTES } from "./levelText.ts";
import { readingText } from "./readingText.ts";
import { unreadableText } from "./unreadableText.ts";
import { useReason, useReasonActions } from "./useReason.ts";

const LEVELS = ALL_LEVELS.map((value) => ({ value, label: LEVEL_NAMES[value], hint: LEVEL_NOTES[value] }));
const LANGUAGES = [
  { value: "en", label: LANGUAGE_NAMES.en },
  { value: "zh", label: LANGUAGE_NAMES.zh },
] as const;

/** What is asked: drawn or typed, with help; the buttons that ask. */
export function ProblemPanel() {
  const id = useId();
  const text = useReason(({ link }) => link.problem);
  const level = useReason((state) => state.level);
  const language = useReason((state) => state.language);
  const comparing = useReason(({ link }) => link.b !== null);
  const busy = useReason(({ seats }) => seats.a.job !== null || seats.b.job !== null);
  const samples = useReason(({ link }) => link.samples);
  const greedy = useReason(({ link }) => link.temperature === 0);
  const actions = useReasonActions();
  const read = readProblem(text);
  const readable = useReason(({ seats }) => read.problem !== null && someoneReads(seats, read.problem));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    actions.ask();
  };
  return (
    <section className="panel reason-problem" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className="reason-title">
        Ask a model
      </h2>
      <form onSubmit={submit}>
        <label className="reason-label" htmlFor={`${id}-text`}>
          Problem
        </label>
        <input
          id={`${id}-text`}
          className="reason-input"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          maxLength={400}
          aria-invalid={read.problem === null}
          aria-describedby={`${id}-reading`}
          onChange={(event) => actions.type(event.target.value)}
        />
        <p
          id={`${id}-reading`}
          className={read.problem === null ? "reason-reading unread" : "reason-reading"}
          role="status"
        >
          {readingText(text, read)}
        </p>
        <div className="reason-buttons">
          <Button type="submit" className="button primary" isDisabled={!readable}>
            Ask
          </Button>
          <Button className="button" isDisabled={!readable || greedy} onPress={actions.vote}>
            Ask {samples} times and vote
          </Button>
          {busy && (
            <Button className="button" onPress={actions.stop}>
              Stop
            </Button>
          )}
        </div>
      </form>
      {greedy && <p className="reason-hint">At temperature 0 every sample is the same: there is nothing to vote on.</p>}
      <div className="reason-draw">
        <div className="reason-kind">
          <Choice
            label="Draw one"
            value={level}
            options={LEVELS}
            onChange={(value) => actions.chooseKind({ level: value })}
          />
        </div>
        <Choice
          label="In"
          value={language}
          options={LANGUAGES}
          onChange={(value) => actions.chooseKind({ language: value })}
        />
        <Button className="button" onPress={actions.draw}>
          Another
        </Button>
      </div>
      <Switch className="setting-switch reason-compare" isSelected={comparing} onChange={actions.compare}>
        Compare two checkpoints
        <span className="setting-knob" aria-hidden="true" />
      </Switch>
      <details className="reason-details">
        <summary>Examples of every task</summary>
        <ExampleList />
      </details>
    </section>
  );
}

/** Some checkpoint has all the words, or may have them: it is still being opened. */
const someoneReads = (seats: ReasonState["seats"], problem: Problem): boolean =>
  Object.values(seats).some(
    ({ checkpoint, shape }) =>
      checkpoint !== null && (shape === null || unreadableText(checkpoint, problem, shape.vocabSize) === null),
  );
