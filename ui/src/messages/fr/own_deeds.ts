// Ce qui est dit des événements que ce programme a lui-même causés. In French.
import type { ownDeeds as original } from "../en/own_deeds";
import type { Translated } from "../message";

export const ownDeeds: Translated<typeof original> = {
  mark: "Portolan (ce programme)",
  explained: "Portolan lit des manifestes pour montrer les images, et CloudTrail s’en souvient comme de téléchargements.",
};
