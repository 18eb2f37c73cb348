// A made-up bill of Amazon ECR.
import type { AmazonCosts, CostGaps, PriceList, RepositoryCost } from "~/bridge/generated/contract";
import { digestOf } from "./fake_content";

export const priceList: PriceList = {
  path: "/home/ada/.local/share/portolan/amazon-prices.json",
  own: false,
  problem: null,
  currency: "USD",
  asOf: "2026-11-21",
  source: "https://aws.amazon.com/ecr/pricing/",
};

const noGaps: CostGaps = { unshared: 0, unknown: 0, unlisted: 0 };

const repository = (name: string, change: Partial<RepositoryCost>): RepositoryCost => ({
  repository: `eu-west-1/${name}`,
  listed: true,
  images: 12,
  bytes: 4_200_000_000,
  cost: 391_000_000,
  gaps: noGaps,
  pullBytes: 84_000_000,
  pulledBytes: null,
  ...change,
});

export const costs: AmazonCosts = {
  prices: priceList,
  bill: {
    storage: { bytes: 30_600_000_000, cost: 2_850_000_000 },
    archive: { bytes: 9_000_000_000, cost: 838_000_000 },
    total: 3_688_000_000,
    gaps: { unshared: 7, unknown: 2, unlisted: 1 },
  },
  repositories: [
    repository("team/app", { images: 210, bytes: 26_400_000_000, cost: 2_459_000_000, gaps: { unshared: 7, unknown: 0, unlisted: 0 } }),
    repository("team/base", {}),
    repository("tools/lint", { images: 2, bytes: 1_100_000, cost: 102_000, pullBytes: null, gaps: { unshared: 0, unknown: 2, unlisted: 0 } }),
    repository("never/seen", { listed: false, images: 0, bytes: null, cost: null, pullBytes: null, gaps: { unshared: 0, unknown: 0, unlisted: 1 } }),
  ],
  images: [
    { digest: digestOf("a"), tags: ["1.4", "latest"], storage: "standard", bytes: 84_000_000, onlyIts: 12_000_000, cost: 7_800_000, whole: false },
    { digest: digestOf("b"), tags: [], storage: "archive", bytes: 80_000_000, onlyIts: null, cost: 7_450_000, whole: true },
    { digest: digestOf("c"), tags: ["1.3"], storage: "standard", bytes: null, onlyIts: null, cost: null, whole: false },
  ],
  transfer: { toInternet: { bytes: 0, cost: 0 }, toRegions: { bytes: 0, cost: 0 }, restored: { bytes: 2_000_000_000, cost: 55_879_354 }, total: 55_879_354, unknownPulls: 0, unknownRestored: 1 },
};
