// Every French message, by area. A new area is one file in en/, one in fr/, and a line here and there.
import type { en } from "./en";
import type { Area } from "./message";
import { common } from "./fr/common";
import { kit } from "./fr/kit";
import { shell } from "./fr/shell";
import { commands } from "./fr/commands";
import { failures } from "./fr/failures";
import { welcome } from "./fr/welcome";
import { gallery } from "./fr/gallery";
import { sources } from "./fr/sources";
import { connections } from "./fr/connections";
import { activity } from "./fr/activity";
import { settings } from "./fr/settings";
import { registry } from "./fr/registry";
import { repository } from "./fr/repository";
import { image } from "./fr/image";
import { imageSettings } from "./fr/image_settings";
import { changes } from "./fr/changes";
import { shortNames } from "./fr/short_names";
import { snippets } from "./fr/snippets";
import { listing } from "./fr/listing";
import { scan } from "./fr/scan";
import { amazon } from "./fr/amazon";
import { ecr } from "./fr/ecr";
import { permissions } from "./fr/permissions";
import { scans } from "./fr/scans";
import { jsonExpected, lifecycleProblems, permissionDangers, permissionProblems } from "./fr/policy_problems";
import { trail } from "./fr/trail";
import { cost } from "./fr/cost";
import { administration } from "./fr/administration";
import { garbage } from "./fr/garbage";
import { health } from "./fr/health";
import { archive } from "./fr/archive";
import { engines } from "./fr/engines";
import { publisherSide } from "./fr/publisher_side";
import { history } from "./fr/history";
import { ownServers } from "./fr/own_servers";
import { packages } from "./fr/packages";
import { tray } from "./fr/tray";
import { pullCache } from "./fr/pull_cache";
import { registrySettings } from "./fr/registry_settings";
import { robots } from "./fr/robots";
import { retention, retentionProblems } from "./fr/retention";
import { upkeep } from "./fr/upkeep";
import { freshness } from "./fr/freshness";
import { retrieval } from "./fr/retrieval";
import { news } from "./fr/news";
import { temporaryKeys } from "./fr/temporary_keys";
import { ownDeeds } from "./fr/own_deeds";
import { patience } from "./fr/patience";
import { conversions } from "./fr/conversions";
import { copies } from "./fr/copies";
import { files } from "./fr/files";
import { replication } from "./fr/replication";
import { vendorRules } from "./fr/vendor_rules";
import { vendors } from "./fr/vendors";
import { wholeRepositories } from "./fr/whole_repositories";

export const fr = {
  common,
  kit,
  shell,
  commands,
  failures,
  welcome,
  gallery,
  sources,
  connections,
  activity,
  settings,
  registry,
  repository,
  image,
  imageSettings,
  changes,
  listing,
  scan,
  shortNames,
  snippets,
  amazon,
  ecr,
  permissions,
  scans,
  jsonExpected,
  permissionProblems,
  permissionDangers,
  lifecycleProblems,
  trail,
  cost,
  ownServers,
  packages,
  tray,
  pullCache,
  administration,
  robots,
  garbage,
  health,
  history,
  archive,
  engines,
  publisherSide,
  registrySettings,
  retention,
  retentionProblems,
  upkeep,
  freshness,
  retrieval,
  news,
  temporaryKeys,
  ownDeeds,
  patience,
  conversions,
  copies,
  files,
  replication,
  vendorRules,
  vendors,
  wholeRepositories,
} satisfies Record<keyof typeof en, Area>;
