//! loop rotate: moves a loop's header behind the block that jumps back to it, so that the loop
//! ends with its test (spec 21, section 25).
//!
//! The blocks that follow the header in the layout and belong to the same innermost loop move with
//! it, up to the block that jumps back. Irreducible functions are left alone.

use crate::index::SecondaryMap;
use crate::ssa::{BlockId, BlockKind, Func};

use super::PassContext;

pub fn run(f: &mut Func, _: &PassContext) {
    let nest = f.loops();
    if nest.has_irreducible || nest.list.is_empty() {
        return;
    }
    let mut index: SecondaryMap<BlockId, usize> = SecondaryMap::new();
    for (i, &b) in f.layout.iter().enumerate() {
        index[b] = i;
    }
    let mut moves: SecondaryMap<BlockId, bool> = SecondaryMap::new();
    let mut behind: SecondaryMap<BlockId, Vec<BlockId>> = SecondaryMap::new();
    for (l, header) in nest.list.iter().map(|l| l.header).enumerate() {
        let back = f
            .b(header)
            .preds
            .iter()
            .rev()
            .map(|e| e.block)
            .find(|&p| f.b(p).kind == BlockKind::Plain && nest.of(p) == Some(l));
        let Some(p) = back.filter(|&p| p != header) else { continue };
        let mut group = vec![header];
        for &next in &f.layout[index[header] + 1..] {
            if next == p || nest.of(next) != Some(l) {
                break;
            }
            group.push(next);
        }
        for &b in &group {
            moves[b] = true;
        }
        behind[p] = group;
    }
    let mut layout = Vec::with_capacity(f.layout.len());
    for &b in &f.layout {
        if !moves[b] {
            layout.push(b);
            layout.extend_from_slice(&behind[b]);
        }
    }
    assert_eq!(layout.len(), f.layout.len(), "loop rotate: {} lost blocks", f.name);
    f.layout = layout;
}
