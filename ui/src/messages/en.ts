// Every English message, by area. A new area is one file in en/, one in fr/, and a line here and there.
import { common } from "./en/common";
import { kit } from "./en/kit";
import { shell } from "./en/shell";
import { commands } from "./en/commands";
import { failures } from "./en/failures";
import { welcome } from "./en/welcome";
import { gallery } from "./en/gallery";
import { sources } from "./en/sources";
import { connections } from "./en/connections";
import { activity } from "./en/activity";
import { settings } from "./en/settings";
import { registry } from "./en/registry";
import { repository } from "./en/repository";
import { image } from "./en/image";
import { imageSettings } from "./en/image_settings";
import { changes } from "./en/changes";
import { shortNames } from "./en/short_names";
import { snippets } from "./en/snippets";
import { listing } from "./en/listing";
import { scan } from "./en/scan";
import { amazon } from "./en/amazon";
import { ecr } from "./en/ecr";
import { permissions } from "./en/permissions";
import { scans } from "./en/scans";
import { jsonExpected, lifecycleProblems, permissionDangers, permissionProblems } from "./en/policy_problems";
import { trail } from "./en/trail";
import { cost } from "./en/cost";
import { administration } from "./en/administration";
import { garbage } from "./en/garbage";
import { health } from "./en/health";
import { archive } from "./en/archive";
import { engines } from "./en/engines";
import { publisherSide } from "./en/publisher_side";
import { history } from "./en/history";
import { ownServers } from "./en/own_servers";
import { packages } from "./en/packages";
import { tray } from "./en/tray";
import { pullCache } from "./en/pull_cache";
import { registrySettings } from "./en/registry_settings";
import { robots } from "./en/robots";
import { retention, retentionProblems } from "./en/retention";
import { upkeep } from "./en/upkeep";
import { freshness } from "./en/freshness";
import { retrieval } from "./en/retrieval";
import { news } from "./en/news";
import { temporaryKeys } from "./en/temporary_keys";
import { ownDeeds } from "./en/own_deeds";
import { patience } from "./en/patience";
import { conversions } from "./en/conversions";
import { copies } from "./en/copies";
import { files } from "./en/files";
import { replication } from "./en/replication";
import { vendorRules } from "./en/vendor_rules";
import { vendors } from "./en/vendors";
import { wholeRepositories } from "./en/whole_repositories";

export const en = {
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
} as const;
