import { Component, type ReactNode } from "react";

/** A view whose code could not be fetched, or that threw, says so in its own place; the rest of the page and its run go on. */
export class LoadBoundary extends Component<{ children: ReactNode }, { reason: string | null }> {
  override state = { reason: null };

  static getDerivedStateFromError(error: unknown): { reason: string } {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.reason === null) return this.props.children;
    return (
      <p className="view-note" role="alert">
        This view could not be shown: {this.state.reason}. Your run goes on; reload the page to try again.
      </p>
    );
  }
}
