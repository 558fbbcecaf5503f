import { useDeferredValue, useMemo, useRef, useState } from "react";
import { Button, Input, Label, SearchField } from "react-aria-components";
import type { StageReport } from "../../protocol/pipeline.ts";
import { examplesOf, groupOf } from "../../store/paperExamples.ts";
import { Choice } from "../choice/Choice.tsx";
import { counted } from "../trace/numberText.ts";
import { TraceKey } from "./MarkedTrace.tsx";
import { SieveExample } from "./SieveExample.tsx";
import { SievePages } from "./SievePages.tsx";
import {
  ALL_LEVELS,
  levelName,
  levelsOf,
  matching,
  pageOf,
  type ShownExample,
  sourceText,
  type SieveRow,
} from "./sieveText.ts";
import { usePaper, usePaperState } from "./usePaper.ts";

/** Examples a page. */
const PAGE = 6;

interface SieveExamplesProps {
  report: StageReport;
  source: string;
  row: SieveRow;
}

/** The examples of one filter, or of what was kept: the report's few at once, every other one when somebody asks for more. */
export function SieveExamples({ report, source, row }: SieveExamplesProps) {
  const { actions } = usePaper();
  const files = usePaperState((state) => examplesOf(state, report));
  const own = usePaperState((state) => state.own.some((made) => made.report === report));
  const [level, setLevel] = useState(ALL_LEVELS);
  const [search, setSearch] = useState("");
  const [wanted, setWanted] = useState(1);
  const searched = useDeferredValue(search);
  const { label, filter, count } = row;
  const ready = files?.status === "ready";
  const all = ready ? files.groups.get(groupOf(source, filter)) : undefined;
  const atHand: readonly ShownExample[] = all ?? row.examples;
  const needMore = !ready && row.examples.length < count;
  const chosen = useMemo(() => matching(atHand, level, searched), [atHand, level, searched]);
  const levels = useMemo(() => [ALL_LEVELS, ...levelsOf(atHand)], [atHand]);
  const { items, page, pages } = pageOf(chosen, wanted, PAGE);
  const says = needMore || ready ? sourceText(files, own, count, all?.length ?? 0) : "";
  const counts = useRef<HTMLParagraphElement>(null);
  const readAll = (): void => {
    if (needMore) void actions.readExamples(report);
  };
  const readFromButton = (): void => {
    // The button goes: the next key must not start at the top of the page.
    counts.current?.focus();
    readAll();
  };
  return (
    <div className="sieve-examples">
      <div className="sieve-examples-head">
        <p ref={counts} tabIndex={-1}>
          <b>{label}</b>:{" "}
          <span aria-live="polite">
            {chosen.length === count ? counted(count) : `${counted(chosen.length)} of ${counted(count)}`}
          </span>
        </p>
        <SearchField
          className="sieve-search"
          value={search}
          onChange={(text) => {
            setSearch(text);
            setWanted(1);
            if (files === null) readAll();
          }}
        >
          <Label>Search</Label>
          <Input placeholder="prompt, response, reason" />
          <Button aria-label="Clear the search">×</Button>
        </SearchField>
        <Choice
          label="Level"
          inline
          value={level}
          options={levels.map((value) => ({ value, label: levelName(value) }))}
          onChange={(next) => {
            setLevel(next);
            setWanted(1);
            if (files === null) readAll();
          }}
        />
      </div>
      <div className="sieve-examples-head">
        <p className="sieve-source">
          <span role="status">{says}</span>{" "}
          {needMore && (files === null || files.status === "failed") && (
            <Button className="text-button" onPress={readFromButton}>
              {files === null ? `Read all ${counted(count)}` : "Try again"}
            </Button>
          )}
        </p>
        <SievePages page={page} pages={pages} onChange={setWanted} />
      </div>
      {items.length === 0 ? (
        <p className="paper-note">{!needMore ? "None of them." : "None of those at hand."}</p>
      ) : (
        <ul className="sieve-list">
          {items.map((example, i) => (
            // Examples may be equal and never change places.
            <SieveExample key={`${page} ${i}`} example={example} />
          ))}
        </ul>
      )}
      <TraceKey />
    </div>
  );
}
