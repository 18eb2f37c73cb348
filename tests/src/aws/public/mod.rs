//! Amazon ECR Public, the publisher's side. Images, layers, policies and resource tags are those of
//! private registries.

mod catalog;
mod image_tags;
mod registries;
mod repositories;

use super::{
    call::{Call, Outcome},
    failure::Failure,
};
use serde_json::json;

impl Call<'_> {
    /// Does the operation of ECR Public.
    pub(super) fn ecr_public(&mut self) -> Outcome {
        // It has its seat in one region, and an endpoint without most operations in another.
        if !matches!(self.region.as_str(), "us-east-1" | "us-west-2") {
            return Err(Failure::new(
                "UnsupportedCommandException",
                format!("{} is not supported in this Region.", self.operation),
            ));
        }
        match self.operation.as_str() {
            "GetAuthorizationToken" => {
                let (token, expires_at) = self.give_token();
                let given = json!({ "authorizationToken": token, "expiresAt": expires_at });
                Ok(json!({ "authorizationData": given }))
            }
            "CreateRepository" => self.create_public_repository(),
            "DescribeRepositories" => self.describe_public_repositories(),
            "DeleteRepository" => self.delete_public_repository(),
            "SetRepositoryPolicy" => self.set_repository_policy(),
            "GetRepositoryPolicy" => self.get_repository_policy(),
            "DeleteRepositoryPolicy" => self.delete_repository_policy(),
            "TagResource" => self.tag_resource(),
            "UntagResource" => self.untag_resource(),
            "ListTagsForResource" => self.list_tags_for_resource(),
            "PutImage" => self.put_image(),
            "DescribeImages" => self.describe_images(),
            "DescribeImageTags" => self.describe_image_tags(),
            "BatchDeleteImage" => self.batch_delete_image(),
            "BatchCheckLayerAvailability" => self.batch_check_layer_availability(),
            "InitiateLayerUpload" => self.initiate_layer_upload(),
            "UploadLayerPart" => self.upload_layer_part(),
            "CompleteLayerUpload" => self.complete_layer_upload(),
            "DescribeRegistries" => self.describe_registries(),
            "GetRegistryCatalogData" => Ok(self.registry_catalog()),
            "PutRegistryCatalogData" => self.put_registry_catalog(),
            "GetRepositoryCatalogData" => self.get_repository_catalog(),
            "PutRepositoryCatalogData" => self.put_repository_catalog(),
            _ => Err(Failure::unknown_operation()),
        }
    }
}
