import { Button, Dialog, Heading, Modal, ModalOverlay, Switch } from "react-aria-components";
import { SHORTCUTS } from "./shortcuts.ts";
import "./keyboard.css";

interface ShortcutsDrawerProps {
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  enabled: boolean;
  onEnabledChange: (enabled: boolean) => void;
}

/** The list of keys, and the switch that turns single keys off. */
export function ShortcutsDrawer({ isOpen, onOpenChange, enabled, onEnabledChange }: ShortcutsDrawerProps) {
  return (
    <ModalOverlay className="overlay side" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className="modal side">
        <Dialog>
          <div className="modal-head">
            <Heading slot="title" level={2}>
              Keys
            </Heading>
            <Button slot="close" className="button">
              Close
            </Button>
          </div>
          <dl className="keys-list">
            {[...SHORTCUTS, { shown: "?", does: "This list" }, { shown: "Esc", does: "Close what is open" }].map(
              ({ shown, does }) => (
                <div key={shown}>
                  <dt>
                    <kbd>{shown}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ),
            )}
          </dl>
          <Switch className="keys-switch" isSelected={enabled} onChange={onEnabledChange}>
            <span className="keys-track" aria-hidden="true" />
            Single-key shortcuts
          </Switch>
          <p className="keys-note">
            Tab walks through everything on the page. In a list of choices or on a slider the arrow keys choose. A key
            that is typed into a field is never a shortcut.
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
