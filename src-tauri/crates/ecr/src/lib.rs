//! Amazon ECR, private and public, over the AWS SDKs. No other room knows them.
