// The panel of whoever is signed in.
import { SignedIn } from "../ui/SignedIn.tsx";
import { PanelPage } from "./PanelPage.tsx";

export function App() {
  return <SignedIn>{(session, signed_out) => <PanelPage session={session} signed_out={signed_out} />}</SignedIn>;
}
