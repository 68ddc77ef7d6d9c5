// Catches a mistake of a page's own code: the person gets a sentence and a way on instead of an empty page.
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";
import { Card } from "./Card.tsx";

export class Fault extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Card title="Something went wrong on this page" lead="Nothing is lost: everything is kept by the server.">
        <Button variant="primary" onClick={() => window.location.reload()}>
          Load the page again
        </Button>
      </Card>
    );
  }
}
