//! Go 1.13's `sort.Sort`: which of several equal elements comes first is decided by the
//! algorithm, so it is reproduced (spec 21, section 2).
//!
//! Quicksort with a median of three (of nine for long ranges), heapsort when the recursion gets
//! too deep, and for ranges of up to 12 one pass with gap 6 followed by insertion sort.

/// Sorts by a strict order.
pub fn sort_by<T>(list: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let depth = 2 * (usize::BITS - list.len().leading_zeros());
    quick(list, &less, depth);
}

/// Sorts by a key.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a) < key(b));
}

/// Longest range that insertion sort takes.
const SHORT: usize = 12;

fn quick<T>(mut list: &mut [T], less: &impl Fn(&T, &T) -> bool, mut depth: u32) {
    while list.len() > SHORT {
        if depth == 0 {
            return heapsort(list, less);
        }
        depth -= 1;
        let (low_end, high_start) = partition(list, less);
        let (low, rest) = list.split_at_mut(low_end);
        let high = &mut rest[high_start - low_end..];
        // The shorter side first; the sides are independent, so the order only bounds the stack.
        let (short, long) = if low.len() < high.len() { (low, high) } else { (high, low) };
        quick(short, less, depth);
        list = long;
    }
    if list.len() > 1 {
        for i in 6..list.len() {
            if less(&list[i], &list[i - 6]) {
                list.swap(i, i - 6);
            }
        }
        for i in 1..list.len() {
            let mut j = i;
            while j > 0 && less(&list[j], &list[j - 1]) {
                list.swap(j, j - 1);
                j -= 1;
            }
        }
    }
}

/// Puts the median of three at `x`.
fn median<T>(list: &mut [T], less: &impl Fn(&T, &T) -> bool, x: usize, y: usize, z: usize) {
    if less(&list[x], &list[y]) {
        list.swap(x, y);
    }
    if less(&list[z], &list[x]) {
        list.swap(z, x);
        if less(&list[x], &list[y]) {
            list.swap(x, y);
        }
    }
}

/// Splits into less than, equal to, and greater than a pivot: end of the first part, start of the
/// last.
fn partition<T>(list: &mut [T], less: &impl Fn(&T, &T) -> bool) -> (usize, usize) {
    let n = list.len();
    let m = n / 2;
    if n > 40 {
        let s = n / 8;
        median(list, less, 0, s, 2 * s);
        median(list, less, m, m - s, m + s);
        median(list, less, n - 1, n - 1 - s, n - 1 - 2 * s);
    }
    median(list, less, 0, m, n - 1);
    // The pivot is at 0. [1, a) is less, [a, b) is at most, [c, n) is greater.
    let mut a = 1;
    let mut c = n - 1;
    while a < c && less(&list[a], &list[0]) {
        a += 1;
    }
    let mut b = a;
    loop {
        while b < c && !less(&list[0], &list[b]) {
            b += 1;
        }
        while b < c && less(&list[0], &list[c - 1]) {
            c -= 1;
        }
        if b >= c {
            break;
        }
        list.swap(b, c - 1);
        b += 1;
        c -= 1;
    }
    // Few elements above the pivot: perhaps there are many equal ones, which are set apart.
    let mut many_equal = n - c < 5;
    if !many_equal && n - c < n / 4 {
        let mut equal = 0;
        if !less(&list[0], &list[n - 1]) {
            list.swap(c, n - 1);
            c += 1;
            equal += 1;
        }
        if !less(&list[b - 1], &list[0]) {
            b -= 1;
            equal += 1;
        }
        if !less(&list[m], &list[0]) {
            list.swap(m, b - 1);
            b -= 1;
            equal += 1;
        }
        many_equal = equal > 1;
    }
    if many_equal {
        loop {
            while a < b && !less(&list[b - 1], &list[0]) {
                b -= 1;
            }
            while a < b && less(&list[a], &list[0]) {
                a += 1;
            }
            if a >= b {
                break;
            }
            list.swap(a, b - 1);
            a += 1;
            b -= 1;
        }
    }
    list.swap(0, b - 1);
    (b - 1, c)
}

fn heapsort<T>(list: &mut [T], less: &impl Fn(&T, &T) -> bool) {
    let n = list.len();
    for root in (0..=(n - 1) / 2).rev() {
        sift_down(list, less, root, n);
    }
    for end in (0..n).rev() {
        list.swap(0, end);
        sift_down(list, less, 0, end);
    }
}

fn sift_down<T>(list: &mut [T], less: &impl Fn(&T, &T) -> bool, mut root: usize, end: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= end {
            return;
        }
        if child + 1 < end && less(&list[child], &list[child + 1]) {
            child += 1;
        }
        if !less(&list[root], &list[child]) {
            return;
        }
        list.swap(root, child);
        root = child;
    }
}

/// A binary heap as `container/heap` keeps it: ties come out as the array has them
/// (spec 21, section 2, "Heap").
pub mod heap {
    /// Makes a heap of any list.
    pub fn init<T>(heap: &mut [T], less: impl Fn(&T, &T) -> bool) {
        for i in (0..heap.len() / 2).rev() {
            sift_down(heap, i, &less);
        }
    }

    fn sift_down<T>(heap: &mut [T], mut i: usize, less: &impl Fn(&T, &T) -> bool) {
        loop {
            let mut child = 2 * i + 1;
            if child >= heap.len() {
                return;
            }
            if child + 1 < heap.len() && less(&heap[child + 1], &heap[child]) {
                child += 1;
            }
            if !less(&heap[child], &heap[i]) {
                return;
            }
            heap.swap(i, child);
            i = child;
        }
    }

    /// Appends and sifts up while less than the parent.
    pub fn push<T>(heap: &mut Vec<T>, x: T, less: impl Fn(&T, &T) -> bool) {
        heap.push(x);
        let mut j = heap.len() - 1;
        while j > 0 {
            let parent = (j - 1) / 2;
            if !less(&heap[j], &heap[parent]) {
                break;
            }
            heap.swap(parent, j);
            j = parent;
        }
    }

    /// Takes the least element out.
    pub fn pop<T>(heap: &mut Vec<T>, less: impl Fn(&T, &T) -> bool) -> Option<T> {
        if heap.is_empty() {
            return None;
        }
        let last = heap.len() - 1;
        heap.swap(0, last);
        sift_down(&mut heap[..last], 0, &less);
        heap.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random; `key` of each decides the order, the rest shows ties.
    fn sample(n: usize, keys: u64) -> Vec<(u64, usize)> {
        let mut x = 12345u64;
        (0..n)
            .map(|i| {
                x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                ((x >> 33) % keys, i)
            })
            .collect()
    }

    #[test]
    fn sorts_every_length() {
        for n in 0..300 {
            for keys in [1, 3, 1000] {
                let mut list = sample(n, keys);
                sort_by_key(&mut list, |e| e.0);
                assert!(list.is_sorted_by_key(|e| e.0), "n={n} keys={keys}");
            }
        }
    }

    #[test]
    fn ties_fall_where_the_gap_pass_puts_them() {
        // Eight elements, the last one smallest: it jumps over six, which moves index 1 to the end.
        let mut list =
            [(1, 'a'), (1, 'b'), (1, 'c'), (1, 'd'), (1, 'e'), (1, 'f'), (1, 'g'), (0, 'h')];
        sort_by_key(&mut list, |e| e.0);
        let order: String = list.iter().map(|e| e.1).collect();
        assert_eq!(order, "hacdefgb");
    }

    #[test]
    fn deep_recursion_falls_back_to_heapsort() {
        let mut list = sample(100, 7);
        heapsort(&mut list, &|a, b| a.0 < b.0);
        assert!(list.is_sorted_by_key(|e| e.0));
    }

    #[test]
    fn heap_order() {
        let mut h = Vec::new();
        for x in [5, 2, 8, 1, 9, 3] {
            heap::push(&mut h, x, |a, b| a < b);
        }
        let out: Vec<i32> = std::iter::from_fn(|| heap::pop(&mut h, |a, b| a < b)).collect();
        assert_eq!(out, [1, 2, 3, 5, 8, 9]);
    }
}
