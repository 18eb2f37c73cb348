-- What listed images run on, where a registry's own list says it: a JSON list of texts such as linux/amd64.
ALTER TABLE listed_images ADD COLUMN platforms TEXT;
