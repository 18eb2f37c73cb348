//! Amazon ECR: the operations of private registries, and those that public ones share.

mod deletion;
mod images;
mod layers;
mod lifecycle;
mod manifest;
mod policies;
mod pull_through;
mod referrers;
mod replication;
mod repositories;
mod resource_tags;
mod scanning;
mod settings;
mod signing;
mod storage_class;
mod templates;
mod tokens;

use super::{
    call::{Call, Outcome},
    failure::Failure,
};

pub(super) use manifest::digest_of;
pub(super) use repositories::{already_exists, check_name, not_empty, paged};

impl Call<'_> {
    /// Does the operation of ECR.
    pub(super) fn ecr(&mut self) -> Outcome {
        match self.operation.as_str() {
            "GetAuthorizationToken" => self.get_authorization_token(),
            "CreateRepository" => self.create_repository(),
            "DescribeRepositories" => self.describe_repositories(),
            "DeleteRepository" => self.delete_repository(),
            "PutImageTagMutability" => self.put_image_tag_mutability(),
            "PutImageScanningConfiguration" => self.put_image_scanning_configuration(),
            "SetRepositoryPolicy" => self.set_repository_policy(),
            "GetRepositoryPolicy" => self.get_repository_policy(),
            "DeleteRepositoryPolicy" => self.delete_repository_policy(),
            "PutRegistryPolicy" => self.put_registry_policy(),
            "GetRegistryPolicy" => self.get_registry_policy(),
            "DeleteRegistryPolicy" => self.delete_registry_policy(),
            "TagResource" => self.tag_resource(),
            "UntagResource" => self.untag_resource(),
            "ListTagsForResource" => self.list_tags_for_resource(),
            "PutImage" => self.put_image(),
            "ListImages" => self.list_images(),
            "DescribeImages" => self.describe_images(),
            "BatchGetImage" => self.batch_get_image(),
            "BatchDeleteImage" => self.batch_delete_image(),
            "ListImageReferrers" => self.list_image_referrers(),
            "UpdateImageStorageClass" => self.update_image_storage_class(),
            "BatchCheckLayerAvailability" => self.batch_check_layer_availability(),
            "GetDownloadUrlForLayer" => self.get_download_url_for_layer(),
            "InitiateLayerUpload" => self.initiate_layer_upload(),
            "UploadLayerPart" => self.upload_layer_part(),
            "CompleteLayerUpload" => self.complete_layer_upload(),
            "PutLifecyclePolicy" => self.put_lifecycle_policy(),
            "GetLifecyclePolicy" => self.get_lifecycle_policy(),
            "DeleteLifecyclePolicy" => self.delete_lifecycle_policy(),
            "StartLifecyclePolicyPreview" => self.start_lifecycle_policy_preview(),
            "GetLifecyclePolicyPreview" => self.get_lifecycle_policy_preview(),
            "StartImageScan" => self.start_image_scan(),
            "DescribeImageScanFindings" => self.describe_image_scan_findings(),
            "GetRegistryScanningConfiguration" => Ok(self.get_registry_scanning_configuration()),
            "PutRegistryScanningConfiguration" => self.put_registry_scanning_configuration(),
            "BatchGetRepositoryScanningConfiguration" => {
                self.batch_get_repository_scanning_configuration()
            }
            "DescribeRegistry" => Ok(self.describe_registry()),
            "PutReplicationConfiguration" => self.put_replication_configuration(),
            "DescribeImageReplicationStatus" => self.describe_image_replication_status(),
            "StartReplicationBackfill" => self.start_replication_backfill(),
            "StopReplicationBackfill" => self.stop_replication_backfill(),
            "ListReplicationBackfills" => self.list_replication_backfills(),
            "DescribeReplicationBackfillResults" => self.describe_replication_backfill_results(),
            "CreatePullThroughCacheRule" => self.create_pull_through_cache_rule(),
            "UpdatePullThroughCacheRule" => self.update_pull_through_cache_rule(),
            "DeletePullThroughCacheRule" => self.delete_pull_through_cache_rule(),
            "DescribePullThroughCacheRules" => self.describe_pull_through_cache_rules(),
            "ValidatePullThroughCacheRule" => self.validate_pull_through_cache_rule(),
            "CreateRepositoryCreationTemplate" => self.create_repository_creation_template(),
            "UpdateRepositoryCreationTemplate" => self.update_repository_creation_template(),
            "DeleteRepositoryCreationTemplate" => self.delete_repository_creation_template(),
            "DescribeRepositoryCreationTemplates" => self.describe_repository_creation_templates(),
            "PutSigningConfiguration" => self.put_signing_configuration(),
            "GetSigningConfiguration" => self.get_signing_configuration(),
            "DeleteSigningConfiguration" => self.delete_signing_configuration(),
            "DescribeImageSigningStatus" => self.describe_image_signing_status(),
            "RegisterPullTimeUpdateExclusion" => self.register_pull_time_update_exclusion(),
            "DeregisterPullTimeUpdateExclusion" => self.deregister_pull_time_update_exclusion(),
            "ListPullTimeUpdateExclusions" => self.list_pull_time_update_exclusions(),
            "GetAccountSetting" => self.get_account_setting(),
            "PutAccountSetting" => self.put_account_setting(),
            _ => Err(Failure::unknown_operation()),
        }
    }
}
