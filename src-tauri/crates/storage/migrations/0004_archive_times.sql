-- When an image was last archived and last restored, as the registry says.
ALTER TABLE listed_images ADD COLUMN archived_at INTEGER;
ALTER TABLE listed_images ADD COLUMN activated_at INTEGER;
