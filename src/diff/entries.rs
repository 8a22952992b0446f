//! Listings as text, symbol by symbol: symbols whose text is the same need no reading.
//!
//! Two listings of 20 MB that differ in one function are compared in the time that it takes to find
//! the lines where symbols begin; only what differs is read into instructions.

use rustc_hash::FxHashMap;

use super::{Report, compare};
use crate::obj::read::{BadLine, Listing, header_name, read_lenient};

/// A symbol's lines.
struct Entry<'t> {
    name: &'t str,
    is_text: bool,
    text: &'t str,
}

/// The symbols of a listing; `None` if it is not made of symbols, each with a name of its own.
fn entries(text: &str) -> Option<Vec<Entry<'_>>> {
    let mut list: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
        if !text[at..].starts_with('\t') {
            list.push((at, text[at..end].trim_end()));
        }
        at = end;
    }
    if list.first().is_none_or(|(at, _)| *at != 0) {
        return None;
    }
    let ends = list.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let one = |((start, line), end): (&(usize, &'_ str), usize)| {
        let (name, is_text) = header_name(&text[*start..*start + line.len()])?;
        Some(Entry { name, is_text, text: &text[*start..end] })
    };
    list.iter().zip(ends).map(one).collect()
}

fn by_name<'e, 't>(list: &'e [Entry<'t>]) -> Option<FxHashMap<&'t str, &'e Entry<'t>>> {
    let map: FxHashMap<&str, &Entry> = list.iter().map(|e| (e.name, e)).collect();
    (map.len() == list.len()).then_some(map)
}

/// Two listings that were compared.
pub struct Compared {
    pub report: Report,
    /// What of the golden and the other differs, read; all of it if the listing has an unusual form.
    pub golden: Listing,
    pub other: Listing,
}

/// Which of the two a line that cannot be read is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bad {
    Golden(BadLine),
    Other(BadLine),
}

/// Compares two listings of any release from Go 1.7 to 1.16.
///
/// # Errors
/// Text that is no listing.
pub fn compare_texts(golden: &str, other: &str) -> Result<Compared, Bad> {
    let (a, b) = (entries(golden), entries(other));
    let whole = || {
        let golden = read_lenient(golden).map_err(Bad::Golden)?;
        let other = read_lenient(other).map_err(Bad::Other)?;
        Ok(Compared { report: compare(&golden, &other), golden, other })
    };
    let (Some(a), Some(b)) = (a, b) else { return whole() };
    let (Some(in_a), Some(in_b)) = (by_name(&a), by_name(&b)) else { return whole() };
    let differs = |e: &Entry, there: &FxHashMap<&str, &Entry>| {
        there.get(e.name).is_none_or(|o| o.text != e.text)
    };
    let part = |list: &[Entry], there: &FxHashMap<&str, &Entry>| {
        list.iter().filter(|e| differs(e, there)).map(|e| e.text).collect::<String>()
    };
    let (rest_a, rest_b) = (part(&a, &in_b), part(&b, &in_a));
    let (x, y) = std::thread::scope(|scope| {
        let x = scope.spawn(|| read_lenient(&rest_a));
        let y = read_lenient(&rest_b);
        (x.join().expect("reading does not panic"), y)
    });
    let (Ok(x), Ok(y)) = (x, y) else {
        // For the number of the line in the whole text.
        return whole();
    };
    let mut report = compare(&x, &y);
    report.n_funcs = a.iter().filter(|e| e.is_text).count();
    report.n_data = a.len() - report.n_funcs;
    report.order = order(&a, &b);
    Ok(Compared { report, golden: x, other: y })
}

/// The first symbol that stands in another place, with what stands there, if both listings have the
/// same symbols.
fn order(a: &[Entry], b: &[Entry]) -> Option<(String, String)> {
    for is_text in [true, false] {
        let names = |list: &[Entry]| -> Vec<String> {
            list.iter().filter(|e| e.is_text == is_text).map(|e| e.name.to_owned()).collect()
        };
        let moved = a.len() != b.len() || a.iter().zip(b).any(|(x, y)| x.name != y.name);
        if !moved {
            return None;
        }
        let (x, y) = (names(a), names(b));
        let (mut s, mut t) = (x.clone(), y.clone());
        s.sort_unstable();
        t.sort_unstable();
        if s == t
            && let Some((x, y)) = x.into_iter().zip(y).find(|(x, y)| x != y)
        {
            return Some((x, y));
        }
    }
    None
}
