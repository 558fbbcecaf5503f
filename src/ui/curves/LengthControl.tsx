import { Button, Dialog, DialogTrigger, Heading, Popover } from "react-aria-components";
import { useActions, useRun } from "../useLab.ts";

/** Honesty rule 2: the control experiment for growing length, one click away from the curve. */
export function LengthControl() {
  const applied = useRun(({ config }) => config.aggregate === "constant" && config.advantage === "none");
  const drafted = useRun(({ draft }) => draft.aggregate === "constant" && draft.advantage === "none");
  const { draftDrGrpoControl } = useActions();
  return (
    <p className="chart-note">
      {applied
        ? "In this run the loss cannot favour a length. "
        : drafted
          ? "Set in the recipe: Restart runs it. "
          : "Could the loss itself change the length? "}
      <DialogTrigger>
        <Button className="link-button">Dr. GRPO control</Button>
        <Popover className="popover" placement="bottom start">
          <Dialog>
            {({ close }) => (
              <>
                <Heading slot="title" level={2}>
                  The control for length
                </Heading>
                <p>
                  Averaging the loss over each answer, or scaling by the spread of the rewards, can by itself push
                  answers to be longer or shorter. Dr. GRPO divides by a constant and leaves the spread out.
                </p>
                <p>If the answers still grow with it, the loss is not what lengthens them.</p>
                {!applied && (
                  <p>
                    <Button
                      className="button"
                      isDisabled={drafted}
                      onPress={() => {
                        draftDrGrpoControl();
                        close();
                      }}
                    >
                      {drafted ? "Set in the recipe" : "Set it in the recipe"}
                    </Button>
                  </p>
                )}
                {!applied && (
                  <p className="chip-model">
                    Changes Advantage and Aggregate; press Restart to run it with the same seed.
                  </p>
                )}
              </>
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
    </p>
  );
}
