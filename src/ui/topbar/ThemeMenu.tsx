import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { useStore } from "zustand";
import { THEME_CHOICES } from "../../store/theme.ts";
import { useLab } from "../useLab.ts";

const LABELS = { system: "As the system", light: "Light", dark: "Dark" };

export function ThemeMenu() {
  const { theme } = useLab();
  const choice = useStore(theme, (state) => state.choice);
  return (
    <MenuTrigger>
      <Button className="button icon" aria-label={`Theme: ${LABELS[choice].toLowerCase()}`}>
        <svg viewBox="0 0 20 20" width="17" height="17" aria-hidden="true">
          <circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M10 2.800a7.200 7.200 0 0 1 0 14.400z" fill="currentColor" />
        </svg>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label="Theme"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[choice]}
          onSelectionChange={(keys) => {
            const chosen = THEME_CHOICES.find((candidate) => keys !== "all" && keys.has(candidate));
            if (chosen) theme.setState({ choice: chosen });
          }}
        >
          {THEME_CHOICES.map((id) => (
            <MenuItem key={id} id={id} className="menu-item" textValue={LABELS[id]}>
              <span>{LABELS[id]}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
