import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { Lab } from "../store/lab.types.ts";
import { App } from "./App.tsx";
import { LabContext } from "./useLab.ts";
import { PageContext, type Page } from "./usePage.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";

export function mountApp(root: HTMLElement, lab: Lab, page: Page): void {
  createRoot(root).render(
    <StrictMode>
      <PageContext value={page}>
        <LabContext value={lab}>
          <App />
        </LabContext>
      </PageContext>
    </StrictMode>,
  );
}
