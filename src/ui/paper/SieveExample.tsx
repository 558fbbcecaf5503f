import { MarkedTrace } from "./MarkedTrace.tsx";
import { levelName, type ShownExample } from "./sieveText.ts";

/** One example: prompt, response, what it was made from, why it was rejected. */
export function SieveExample({ example }: { example: ShownExample }) {
  const { level, prompt, response, before, why } = example;
  return (
    <li className="example">
      <p className="example-prompt">
        {prompt}
        <small>{levelName(level)}</small>
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
      {why !== undefined && <p className="example-why">Rejected: {why}</p>}
    </li>
  );
}
