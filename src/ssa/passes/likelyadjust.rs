//! likelyadjust: predicts branches that nothing else predicted (spec 21, section 17).
//!
//! Staying in a loop is likelier than leaving it. Otherwise the branch that surely or directly runs
//! into a call, a return or an exit is the unlikely one, in that order of weight.

use crate::index::EntityRef;
use crate::ssa::{BlockId, BlockKind, Func, Likely};

use super::PassContext;

/// What a block runs into, by how unlikely that makes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
enum Fate {
    #[default]
    Default,
    Call,
    Return,
    Exit,
}

pub fn run(f: &mut Func, _: &PassContext) {
    let loops = f.loops();
    let n = f.n_blocks();
    // What every path from the block meets, and what the block itself does.
    let (mut certain, mut local) = (vec![Fate::default(); n], vec![Fate::default(); n]);
    for &b in f.postorder().iter() {
        let i = b.index();
        let block = f.b(b);
        let succs: Vec<usize> = block.succs.iter().map(|e| e.block.index()).collect();
        match block.kind {
            BlockKind::Exit => (local[i], certain[i]) = (Fate::Exit, Fate::Exit),
            BlockKind::Ret | BlockKind::RetJmp => {
                (local[i], certain[i]) = (Fate::Return, Fate::Return);
            }
            BlockKind::Defer => {
                local[i] = Fate::Call;
                certain[i] = certain[succs[0]].max(Fate::Call);
            }
            _ => {
                if let [only] = succs[..] {
                    certain[i] = certain[only];
                } else if let [s0, s1] = succs[..] {
                    certain[i] = certain[s0].min(certain[s1]);
                    let in_loops = loops.of(b).and_then(|l| {
                        let exits = block.succs.iter().map(|e| loops.of(e.block));
                        staying(l, &exits.collect::<Vec<_>>())
                    });
                    let by_fate = avoid_worse(certain[s0], certain[s1])
                        .or_else(|| avoid_worse(local[s0], local[s1]));
                    let likely = match in_loops {
                        Some(likely) => likely,
                        None => by_fate.unwrap_or(block.likely),
                    };
                    if block.likely == Likely::Unknown {
                        f.b_mut(b).likely = likely;
                    }
                }
                if has_call(f, b) {
                    local[i] = Fate::Call;
                    certain[i] = certain[succs[0]].max(Fate::Call);
                }
            }
        }
    }
}

fn has_call(f: &Func, b: BlockId) -> bool {
    f.b(b).values.iter().any(|&v| f.op(v).is_call())
}

/// In loop `l`, with the loops of the two successors: the likelihood if the two differ. It stays
/// unknown where neither side is out of all loops or in `l`.
fn staying(l: usize, succs: &[Option<usize>]) -> Option<Likely> {
    let [s0, s1] = [succs[0], succs[1]];
    if s0 == s1 {
        return None;
    }
    Some(if s1.is_none() {
        Likely::Likely
    } else if s0.is_none() {
        Likely::Unlikely
    } else if s0 == Some(l) {
        Likely::Likely
    } else if s1 == Some(l) {
        Likely::Unlikely
    } else {
        Likely::Unknown
    })
}

fn avoid_worse(f0: Fate, f1: Fate) -> Option<Likely> {
    match f0.cmp(&f1) {
        std::cmp::Ordering::Less => Some(Likely::Likely),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Likely::Unlikely),
    }
}
