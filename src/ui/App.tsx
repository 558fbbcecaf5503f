import { useCallback, useState } from "react";
import { AhaTimeline } from "./aha/AhaTimeline.tsx";
import { Curves } from "./curves/Curves.tsx";
import { GroupPanel } from "./group/GroupPanel.tsx";
import { ShortcutsDrawer } from "./keyboard/ShortcutsDrawer.tsx";
import { useKeysEnabled } from "./keyboard/useKeysEnabled.ts";
import { useShortcuts } from "./keyboard/useShortcuts.ts";
import { Notices } from "./notices/Notices.tsx";
import { RecipePanel } from "./recipe/RecipePanel.tsx";
import { SectionLinks } from "./SectionLinks.tsx";
import { StatusAnnouncer } from "./topbar/StatusAnnouncer.tsx";
import { TopBar } from "./topbar/TopBar.tsx";

/** The main screen: recipe, curves, group, aha timeline. */
export function App() {
  const [keysOpen, setKeysOpen] = useState(false);
  const [keysEnabled, setKeysEnabled] = useKeysEnabled();
  const showKeys = useCallback(() => setKeysOpen(true), []);
  useShortcuts(keysEnabled, showKeys);
  return (
    <>
      <TopBar onShowKeys={showKeys} />
      <SectionLinks />
      <StatusAnnouncer />
      <Notices />
      <main className="lab">
        <div className="lab-columns">
          <div className="lab-recipe" id="recipe" tabIndex={-1}>
            <RecipePanel />
          </div>
          <div className="lab-centre" id="curves" tabIndex={-1}>
            <Curves />
          </div>
          <div className="lab-group" id="answers" tabIndex={-1}>
            <GroupPanel />
          </div>
        </div>
        <div className="lab-aha" id="ahas" tabIndex={-1}>
          <AhaTimeline />
        </div>
      </main>
      <ShortcutsDrawer
        isOpen={keysOpen}
        onOpenChange={setKeysOpen}
        enabled={keysEnabled}
        onEnabledChange={setKeysEnabled}
      />
    </>
  );
}
