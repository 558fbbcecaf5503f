import { FIELDS, type RunConfig } from "../../rl/config.ts";
import { NAMED_OBJECTIVES } from "../../rl/namedObjectives.ts";
import { Choice } from "../choice/Choice.tsx";
import { matchObjective } from "./matchObjective.ts";

const OPTIONS = NAMED_OBJECTIVES.map(({ id, label, idea }) => ({ value: id, label, hint: idea }));
const labelOf = (key: keyof RunConfig): string => FIELDS.find((field) => field.key === key)?.label ?? key;

/**
 * A published algorithm by name: sets the four choices and the numbers that belong to it. Names whose four choices they are where
 * only numbers differ, and says "custom" for a mixture.
 */
export function ObjectiveSetting({
  draft,
  onChoose,
}: {
  draft: RunConfig;
  onChoose: (patch: Partial<RunConfig>) => void;
}) {
  const { exact, near } = matchObjective(draft);
  return (
    <div className="setting choice-setting">
      <Choice
        label="Named objective"
        value={exact?.id ?? null}
        placeholder={near ? `${near.objective.label}, with changes` : "custom"}
        options={OPTIONS}
        onChange={(id) => {
          const objective = NAMED_OBJECTIVES.find((candidate) => candidate.id === id);
          if (objective) onChoose(objective.config);
        }}
      />
      <p className="setting-hint">
        {exact
          ? exact.idea
          : near
            ? `The four choices of ${near.objective.label}, with another ${near.differs.map(labelOf).join(" and ")}.`
            : "A mixture of its own: advantage, ratio, trust and aggregate are set below."}
      </p>
    </div>
  );
}
