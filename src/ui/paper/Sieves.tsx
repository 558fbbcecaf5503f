import type { StageReport } from "../../protocol/pipeline.ts";
import { counted, percent } from "../trace/numberText.ts";
import { SieveView } from "./SieveView.tsx";

interface SievesProps {
  title: string;
  report: StageReport;
}

/** Every sieve of a stage, and the shares of reasoning and of general data in what they let through. */
export function Sieves({ title, report }: SievesProps) {
  const { sieves } = report;
  const kept = sieves.reduce((sum, sieve) => sum + sieve.kept, 0);
  const general = sieves.filter(({ source }) => source === "general").reduce((sum, sieve) => sum + sieve.kept, 0);
  return (
    <section className="panel paper-part" aria-label={title}>
      <h4>{title}</h4>
      <p>
        <b>{counted(kept)}</b> kept
        {general > 0 && kept > 0 && (
          <>
            : {counted(kept - general)} of reasoning ({percent((kept - general) / kept)}) and {counted(general)} general
            ({percent(general / kept)})
          </>
        )}
        .
      </p>
      <div className="sieves">
        {sieves.map((sieve) => (
          <SieveView key={sieve.source} report={report} sieve={sieve} />
        ))}
      </div>
    </section>
  );
}
