//! What takes up space: every blob once, and whose it alone is. Without prices.

use std::collections::HashMap;

use portolan_oci::Digest;

/// How many bytes are there.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Occupied {
    /// Each blob once.
    pub bytes: u64,
    /// What nothing else of its like holds: what deleting it alone would free.
    pub only_its: u64,
}

/// Images by repository, and what each consists of. Blobs are numbered, so that a registry of many images
/// fits into memory.
#[derive(Debug, Default)]
pub struct Occupancy {
    numbers: HashMap<Digest, u32>,
    sizes: Vec<u64>,
    repositories: Vec<Vec<Image>>,
}

#[derive(Debug, Default)]
struct Image {
    blobs: Vec<u32>,
    /// Bytes of which it is not known what they are.
    apart: u64,
}

impl Occupancy {
    /// The next repository; the images that are added from now on are its.
    pub fn begin_repository(&mut self) {
        self.repositories.push(Vec::new());
    }

    /// An image: its blobs with their bytes, and bytes of which nothing more is known, which count whole.
    pub fn add_image<'d>(
        &mut self,
        blobs: impl IntoIterator<Item = (&'d Digest, u64)>,
        apart: u64,
    ) {
        let mut image = Image {
            blobs: Vec::new(),
            apart,
        };
        for (digest, bytes) in blobs {
            let number = if let Some(number) = self.numbers.get(digest) {
                *number
            } else {
                let next = self.sizes.len() as u32;
                self.numbers.insert(digest.clone(), next);
                self.sizes.push(bytes);
                next
            };
            image.blobs.push(number);
        }
        image.blobs.sort_unstable();
        image.blobs.dedup();
        if self.repositories.is_empty() {
            self.begin_repository();
        }
        if let Some(images) = self.repositories.last_mut() {
            images.push(image);
        }
    }

    /// Everything, each blob once.
    pub fn whole(&self) -> u64 {
        let images = self.repositories.iter().flatten();
        let apart = images.fold(0_u64, |sum, image| sum.saturating_add(image.apart));
        let sizes = self.sizes.iter();
        sizes.fold(apart, |sum, size| sum.saturating_add(*size))
    }

    /// What each repository holds, in the order they came.
    pub fn repositories(&self) -> Vec<Occupied> {
        let groups = self.repositories.iter().map(|images| {
            let mut blobs: Vec<u32> = images.iter().flat_map(|it| &it.blobs).copied().collect();
            blobs.sort_unstable();
            blobs.dedup();
            let apart = images
                .iter()
                .fold(0_u64, |sum, it| sum.saturating_add(it.apart));
            Image { blobs, apart }
        });
        self.measure(&groups.collect::<Vec<_>>())
    }

    /// What each image of a repository holds, in the order they came; what is shared is shared among these.
    pub fn images(&self, repository: usize) -> Vec<Occupied> {
        let images = self.repositories.get(repository);
        self.measure(images.map(Vec::as_slice).unwrap_or_default())
    }

    fn measure(&self, groups: &[Image]) -> Vec<Occupied> {
        let mut holders: HashMap<u32, u32> = HashMap::new();
        for blob in groups.iter().flat_map(|it| &it.blobs) {
            *holders.entry(*blob).or_default() += 1;
        }
        let measure = |group: &Image| {
            let mut occupied = Occupied {
                bytes: group.apart,
                only_its: group.apart,
            };
            for blob in &group.blobs {
                let size = self.sizes[*blob as usize];
                occupied.bytes = occupied.bytes.saturating_add(size);
                if holders.get(blob) == Some(&1) {
                    occupied.only_its = occupied.only_its.saturating_add(size);
                }
            }
            occupied
        };
        groups.iter().map(measure).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_counts_once_in_the_whole_and_is_nobodys_alone() {
        let [base, one, two, far] =
            ["base", "one", "two", "far"].map(|it| Digest::of(it.as_bytes()));
        let mut registry = Occupancy::default();
        registry.begin_repository();
        // A manifest may name the same layer twice.
        registry.add_image([(&base, 100), (&one, 7), (&one, 7)], 0);
        registry.add_image([(&base, 100), (&two, 20)], 0);
        registry.begin_repository();
        registry.add_image([(&base, 100), (&far, 3)], 50);
        registry.begin_repository();
        assert_eq!(registry.whole(), 180);
        let occupied = |bytes, only_its| Occupied { bytes, only_its };
        assert_eq!(
            registry.repositories(),
            [occupied(127, 27), occupied(153, 53), occupied(0, 0)]
        );
        assert_eq!(registry.images(0), [occupied(107, 7), occupied(120, 20)]);
        assert_eq!(registry.images(7), []);
    }
}
