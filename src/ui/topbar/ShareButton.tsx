import { useState } from "react";
import { Button, Dialog, DialogTrigger, Heading, Input, Label, Popover, TextField } from "react-aria-components";
import { draftChanges } from "../../store/draft.ts";
import { useActions, useRun } from "../useLab.ts";

/** The whole configuration, seed included, as a link. It is copied on opening; where that is refused the field is there to copy by hand. */
export function ShareButton() {
  const [copied, setCopied] = useState<boolean | null>(null);
  const { shareUrl } = useActions();
  const pending = useRun((run) => run.step > 0 && draftChanges(run.config, run.draft).length > 0);
  const copy = (open: boolean): void => {
    if (!open) return;
    setCopied(null);
    copyText(shareUrl()).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <DialogTrigger onOpenChange={copy}>
      <Button className="button">Share</Button>
      <Popover className="popover share" placement="bottom end">
        <Dialog>
          <Heading slot="title" level={2}>
            This run as a link
          </Heading>
          <p role="status">
            {copied === null
              ? "Copying the link."
              : copied
                ? "The link is copied."
                : "The browser did not allow copying. Select the link and copy it."}
          </p>
          <TextField value={shareUrl()} isReadOnly>
            <Label className="visually-hidden">Link</Label>
            <Input className="share-field" onFocus={(event) => event.currentTarget.select()} />
          </TextField>
          <p className="share-note">
            It holds every setting and the seed, no results
            {pending ? ", with the changes that are not applied yet" : ""}. The same link gives the same run on the same
            backend.
          </p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const copyText = async (text: string): Promise<void> => {
  // Missing outside secure contexts, whatever its type says.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (!clipboard) throw new Error("copyText: expected a clipboard, got none");
  await clipboard.writeText(text);
};
