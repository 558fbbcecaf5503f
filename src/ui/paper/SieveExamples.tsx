import { useState } from "react";
import { Button } from "react-aria-components";
import type { TraceExample } from "../../protocol/pipeline.ts";
import { Choice } from "../choice/Choice.tsx";
import { counted } from "../trace/numberText.ts";
import { MarkedTrace, TraceKey } from "./MarkedTrace.tsx";
import { levelsOf, pageOf, type SieveRow } from "./sieveText.ts";

const PAGE = 4;
const ALL = "all levels";

/** The examples of one filter, or of what was kept: by level, a few at a time. */
export function SieveExamples({ row: { id, label, count, examples } }: { row: SieveRow }) {
  const [level, setLevel] = useState(ALL);
  const [wanted, setWanted] = useState(1);
  const chosen = level === ALL ? examples : examples.filter((example) => example.level === level);
  const { items, page, pages } = pageOf(chosen, wanted, PAGE);
  return (
    <div className="sieve-examples">
      <div className="sieve-examples-head">
        <p>
          <b>{label}</b>: {counted(chosen.length)} to read
          {level === ALL && chosen.length < count && ` of ${counted(count)}`}
        </p>
        <Choice
          label="Level"
          inline
          value={level}
          options={[ALL, ...levelsOf(examples)].map((value) => ({ value, label: value }))}
          onChange={(next) => {
            setLevel(next);
            setWanted(1);
          }}
        />
      </div>
      {items.map((example, i) => (
        // Examples may be equal and never change places.
        <Example key={`${page} ${i}`} example={example} rejected={id !== "kept"} />
      ))}
      <div className="sieve-pages">
        <TraceKey />
        {pages > 1 && (
          <p>
            <Button className="button" isDisabled={page === 1} onPress={() => setWanted(page - 1)}>
              Before
            </Button>{" "}
            <span aria-live="polite">
              page {page} of {pages}
            </span>{" "}
            <Button className="button" isDisabled={page === pages} onPress={() => setWanted(page + 1)}>
              Next
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

function Example({ example, rejected }: { example: TraceExample; rejected: boolean }) {
  const { level, prompt, response, before, why } = example;
  return (
    <div className="example">
      <p className="example-prompt">
        {prompt}
        <small>{level}</small>
      </p>
      {before === undefined ? (
        <MarkedTrace text={response} />
      ) : (
        <div className="example-pair">
          <div>
            <h6>Before post-processing</h6>
            <MarkedTrace text={before} />
          </div>
          <div>
            <h6>After</h6>
            <MarkedTrace text={response} />
          </div>
        </div>
      )}
      {rejected && why !== undefined && <p className="example-why">Rejected: {why}</p>}
    </div>
  );
}
