import { Activity, useCallback, useState } from "react";
import { ShortcutsDrawer } from "./keyboard/ShortcutsDrawer.tsx";
import { useKeysEnabled } from "./keyboard/useKeysEnabled.ts";
import { useShortcuts } from "./keyboard/useShortcuts.ts";
import { StatusAnnouncer } from "./topbar/StatusAnnouncer.tsx";
import { TopBar } from "./topbar/TopBar.tsx";
import { usePlace } from "./usePage.ts";
import { OtherView } from "./views/OtherView.tsx";
import { TrainView } from "./views/TrainView.tsx";
import { useViewFocus } from "./views/useViewFocus.ts";

/** The bar, and the view that the address names. The main screen keeps its state while another one is shown. */
export function App() {
  const view = usePlace((place) => place.view);
  const heading = useViewFocus(view);
  const [keysOpen, setKeysOpen] = useState(false);
  const [keysEnabled, setKeysEnabled] = useKeysEnabled();
  const showKeys = useCallback(() => setKeysOpen(true), []);
  const inTrain = view === "train";
  useShortcuts(keysEnabled && inTrain, showKeys);
  return (
    <>
      <TopBar onShowKeys={showKeys} />
      <StatusAnnouncer />
      <Activity mode={inTrain ? "visible" : "hidden"}>
        <TrainView heading={inTrain ? heading : null} />
      </Activity>
      {!inTrain && <OtherView view={view} heading={heading} />}
      <ShortcutsDrawer
        isOpen={keysOpen}
        onOpenChange={setKeysOpen}
        enabled={keysEnabled}
        onEnabledChange={setKeysEnabled}
      />
    </>
  );
}
