import { useState } from "react";
import { Button, FileTrigger } from "react-aria-components";
import type { RunConfig } from "../../rl/config.ts";
import { configFromJson, configToJson } from "./configFile.ts";

interface ConfigFileToolsProps {
  draft: RunConfig;
  onImport: (config: RunConfig) => void;
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * The draft as a file, and a file as the draft. What a file has wrong is listed by name; the rest of it still counts.
 */
export function ConfigFileTools({ draft, onImport }: ConfigFileToolsProps) {
  const [report, setReport] = useState<readonly string[]>([]);
  const read = async (files: FileList | null): Promise<void> => {
    const file = files?.[0];
    if (!file) return;
    try {
      const { config, problems } = configFromJson(await file.text(), file.name);
      if (config) onImport(config);
      setReport(problems.length > 0 ? problems : [`${file.name}: read.`]);
    } catch (error) {
      setReport([
        `${file.name}: could not be read (${error instanceof Error ? error.message : String(error)}). Nothing was changed.`,
      ]);
    }
  };
  return (
    <div className="recipe-files">
      <div className="recipe-buttons">
        <Button
          className="quiet"
          onPress={() => download(`aha-lab-${draft.preset}-seed-${draft.seed}.json`, configToJson(draft))}
        >
          Export settings
        </Button>
        <FileTrigger acceptedFileTypes={["application/json", ".json"]} onSelect={(files) => void read(files)}>
          <Button className="quiet">Import settings</Button>
        </FileTrigger>
      </div>
      <div role="status">
        {report.length > 0 && (
          <ul className="recipe-report">
            {report.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
