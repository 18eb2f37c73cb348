-- When a registry removes tags of listed images by itself: a JSON object of tags and moments.
ALTER TABLE listed_images ADD COLUMN expirations TEXT;
