//! Sets and maps over dense numbers whose iteration order is that of insertion, with holes filled
//! by the last member (spec 21, section 2). Clearing costs nothing.

/// A set of numbers below a bound.
#[derive(Clone, Debug, Default)]
pub struct SparseSet {
    dense: Vec<u32>,
    sparse: Vec<u32>,
}

impl SparseSet {
    /// An empty set of numbers below `n`.
    pub fn new(n: usize) -> SparseSet {
        SparseSet { dense: Vec::new(), sparse: vec![0; n] }
    }

    pub fn contains(&self, x: usize) -> bool {
        self.dense.get(self.sparse[x] as usize) == Some(&(x as u32))
    }

    /// Adds at the end, unless it is there.
    pub fn add(&mut self, x: usize) {
        if !self.contains(x) {
            self.sparse[x] = self.dense.len() as u32;
            self.dense.push(x as u32);
        }
    }

    /// The last member takes the place of the removed one.
    pub fn remove(&mut self, x: usize) {
        if self.contains(x) {
            let at = self.sparse[x] as usize;
            self.dense.swap_remove(at);
            if let Some(&moved) = self.dense.get(at) {
                self.sparse[moved as usize] = at as u32;
            }
        }
    }

    /// Takes the last member out.
    pub fn pop(&mut self) -> Option<usize> {
        self.dense.pop().map(|x| x as usize)
    }

    pub fn clear(&mut self) {
        self.dense.clear();
    }

    pub fn len(&self) -> usize {
        self.dense.len()
    }

    pub fn is_empty(&self) -> bool {
        self.dense.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.dense.iter().map(|&x| x as usize)
    }
}

/// A map from numbers below a bound.
#[derive(Clone, Debug)]
pub struct SparseMap<T> {
    dense: Vec<(u32, T)>,
    sparse: Vec<u32>,
}

impl<T> SparseMap<T> {
    /// An empty map for keys below `n`.
    pub fn new(n: usize) -> SparseMap<T> {
        SparseMap { dense: Vec::new(), sparse: vec![0; n] }
    }

    fn at(&self, key: usize) -> Option<usize> {
        let at = self.sparse[key] as usize;
        (self.dense.get(at)?.0 == key as u32).then_some(at)
    }

    pub fn contains(&self, key: usize) -> bool {
        self.at(key).is_some()
    }

    pub fn get(&self, key: usize) -> Option<&T> {
        self.at(key).map(|at| &self.dense[at].1)
    }

    pub fn get_mut(&mut self, key: usize) -> Option<&mut T> {
        self.at(key).map(|at| &mut self.dense[at].1)
    }

    /// A known key keeps its place.
    pub fn set(&mut self, key: usize, value: T) {
        match self.at(key) {
            Some(at) => self.dense[at].1 = value,
            None => {
                self.sparse[key] = self.dense.len() as u32;
                self.dense.push((key as u32, value));
            }
        }
    }

    /// The last entry takes the place of the removed one.
    pub fn remove(&mut self, key: usize) {
        if let Some(at) = self.at(key) {
            self.dense.swap_remove(at);
            if let Some(moved) = self.dense.get(at) {
                self.sparse[moved.0 as usize] = at as u32;
            }
        }
    }

    pub fn clear(&mut self) {
        self.dense.clear();
    }

    pub fn len(&self) -> usize {
        self.dense.len()
    }

    pub fn is_empty(&self) -> bool {
        self.dense.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &T)> + '_ {
        self.dense.iter().map(|(k, v)| (*k as usize, v))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_fills_the_hole() {
        let mut set = SparseSet::new(10);
        for x in [7, 3, 9, 3, 1] {
            set.add(x);
        }
        set.remove(3);
        assert_eq!(set.iter().collect::<Vec<_>>(), [7, 1, 9]);
        assert!(set.contains(1) && !set.contains(3));
        assert_eq!(set.pop(), Some(9));
    }

    #[test]
    fn setting_again_keeps_the_place() {
        let mut map = SparseMap::new(5);
        map.set(4, "a");
        map.set(2, "b");
        map.set(4, "c");
        assert_eq!(map.iter().collect::<Vec<_>>(), [(4, &"c"), (2, &"b")]);
        map.remove(4);
        assert_eq!((map.get(2), map.get(4)), (Some(&"b"), None));
    }
}
