import { Button } from "react-aria-components";

export function KeysButton({ onPress }: { onPress: () => void }) {
  return (
    <Button className="button icon keys-button" aria-label="Keyboard shortcuts" onPress={onPress}>
      <span aria-hidden="true">?</span>
    </Button>
  );
}
