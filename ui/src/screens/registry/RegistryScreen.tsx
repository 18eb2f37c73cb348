// The registry screen.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";

export interface RegistryScreenProps {
  connection: string;
}

export function RegistryScreen({ connection }: RegistryScreenProps): ReactNode {
  return <ScreenFrame title={connection}>{null}</ScreenFrame>;
}
