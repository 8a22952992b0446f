//! Go's `container/heap`: a binary heap in an array. Which of several equal elements comes first
//! is decided by the sifting, so it is reproduced (spec 21, section 2).

/// A heap whose order the caller gives with every operation; the first element is the least.
#[derive(Default)]
pub struct Heap<T> {
    items: Vec<T>,
}

impl<T> Heap<T> {
    pub fn new() -> Heap<T> {
        Heap { items: Vec::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// Appends and sifts up.
    pub fn push(&mut self, item: T, less: impl Fn(&T, &T) -> bool) {
        self.items.push(item);
        let mut i = self.items.len() - 1;
        while i > 0 {
            let parent = (i - 1) / 2;
            if !less(&self.items[i], &self.items[parent]) {
                break;
            }
            self.items.swap(i, parent);
            i = parent;
        }
    }

    /// Takes the first element; the last one takes its place and is sifted down.
    pub fn pop(&mut self, less: impl Fn(&T, &T) -> bool) -> Option<T> {
        let last = self.items.len().checked_sub(1)?;
        self.items.swap(0, last);
        let top = self.items.pop();
        let n = last;
        let mut i = 0;
        loop {
            let left = 2 * i + 1;
            if left >= n {
                break;
            }
            let right = left + 1;
            let child =
                if right < n && less(&self.items[right], &self.items[left]) { right } else { left };
            if !less(&self.items[child], &self.items[i]) {
                break;
            }
            self.items.swap(i, child);
            i = child;
        }
        top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_and_keeps_go_s_order_of_equals() {
        let less = |a: &(i32, char), b: &(i32, char)| a.0 < b.0;
        let mut heap = Heap::new();
        for item in [(2, 'a'), (1, 'b'), (1, 'c'), (2, 'd'), (0, 'e')] {
            heap.push(item, less);
        }
        let order: String = std::iter::from_fn(|| heap.pop(less)).map(|(_, c)| c).collect();
        assert_eq!(order, "ebcda");
    }
}
