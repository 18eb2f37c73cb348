// What can be done with a listing as a whole: copy its name, look into its registry.

import { Layers, Link } from "lucide-react";
import type { ReactNode } from "react";
import type { ListingCard } from "~/bridge/generated/contract";
import { Button, IconButton } from "~/kit/Button";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { useVisit } from "./use_visit";

export function ListingButtons({ card }: { card: ListingCard }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const visit = useVisit(card.reference);
  return (
    <>
      <IconButton
        icon={Link}
        label={t("listing.copyReference")}
        onPress={() => void copyText(card.reference).then(() => toasts.show({ title: t("listing.copied"), detail: visibleText(card.reference) }))}
      />
      <Button icon={Layers} onPress={visit.browse} isPending={visit.isPending}>
        {t("listing.browse")}
      </Button>
    </>
  );
}
