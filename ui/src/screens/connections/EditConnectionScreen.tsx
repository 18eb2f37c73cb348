// Adding a connection, and editing one.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";

export interface EditConnectionScreenProps {
  /** The connection to edit; a new one without. */
  connection?: string;
  /** What a new one's address begins with. */
  address?: string;
}

export function EditConnectionScreen({ connection, address }: EditConnectionScreenProps): ReactNode {
  return <ScreenFrame title={connection ?? address}>{null}</ScreenFrame>;
}
