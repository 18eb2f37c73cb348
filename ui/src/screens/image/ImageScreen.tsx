// The image screen.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";

export interface ImageScreenProps {
  connection: string;
  repository: string;
  selector: string;
}

export function ImageScreen({ selector }: ImageScreenProps): ReactNode {
  return <ScreenFrame title={selector}>{null}</ScreenFrame>;
}
