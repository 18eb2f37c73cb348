// The repository screen.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";

export interface RepositoryScreenProps {
  connection: string;
  repository: string;
}

export function RepositoryScreen({ repository }: RepositoryScreenProps): ReactNode {
  return <ScreenFrame title={repository}>{null}</ScreenFrame>;
}
