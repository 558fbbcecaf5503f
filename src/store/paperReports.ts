import type { StageId, StageReport } from "../protocol/pipeline.ts";
import { readStageReport } from "./paperReportFile.ts";
import { STAGES } from "../recipes/stages.ts";

/**
 * The results that come with the page. One that is missing or broken is left out: the page says that there is none.
 *
 * @param baseUrl the folder of the page; the files are `pipeline/<stage>.json` below it
 */
export async function loadShippedReports(
  baseUrl: string,
  fetchFile: typeof fetch = fetch,
): Promise<Partial<Record<StageId, StageReport>>> {
  const found = await Promise.all(STAGES.map((stage) => loadOne(stage, baseUrl, fetchFile)));
  const reports: Partial<Record<StageId, StageReport>> = {};
  for (const report of found) if (report) reports[report.stage] = report;
  return reports;
}

async function loadOne(stage: StageId, baseUrl: string, fetchFile: typeof fetch): Promise<StageReport | null> {
  try {
    const response = await fetchFile(new URL(`pipeline/${stage}.json`, baseUrl).href);
    if (!response.ok) return null;
    const report = readStageReport(await response.json());
    return report?.stage === stage ? report : null;
  } catch {
    return null;
  }
}
