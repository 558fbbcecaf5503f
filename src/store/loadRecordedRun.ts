import { parseConfigLenient } from "../rl/config.ts";
import type { RecordedRun } from "./recordedRun.ts";

/**
 * The recorded run, or null: it is an extra, the page works without it. A missing or foreign file is not worth a notice.
 *
 * @param url of a JSON file in the form of RecordedRun
 */
export async function loadRecordedRun(url: string, fetchFile: typeof fetch = fetch): Promise<RecordedRun | null> {
  try {
    const response = await fetchFile(url);
    if (!response.ok) return null;
    const parsed: unknown = await response.json();
    return isRecordedRun(parsed) ? { ...parsed, config: parseConfigLenient(parsed.config).config } : null;
  } catch {
    return null;
  }
}

function isRecordedRun(value: unknown): value is RecordedRun {
  if (typeof value !== "object" || value === null) return false;
  const { version, config, history, evaluations } = value as Partial<RecordedRun>;
  return (
    version === 1 &&
    typeof config === "object" &&
    Array.isArray(history) &&
    history.every((record) => typeof record?.step === "number" && typeof record.metrics === "object") &&
    Array.isArray(evaluations) &&
    evaluations.every((evaluation) => typeof evaluation?.step === "number" && typeof evaluation.mean === "object")
  );
}
