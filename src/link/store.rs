//! Objects as bytes, so that packages of the library need not be compiled for every program.
//!
//! A store starts with a mark and ends with a checksum: what was cut short or damaged reads as
//! nothing. Names are numbered in the order of first use.

use md5::{Digest, Md5};
use rustc_hash::FxHashMap;

use super::object::{Data, Function, Inlined, Object, Ref};
use crate::intern::Name;
use crate::obj::{RelocKind, SymKind};

const MARK: &[u8] = b"go9 object 1\n";
/// Bytes of the checksum.
const SUM: usize = 16;

/// What is known of a package without looking at its sources.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Stored {
    pub object: Object,
    /// Import paths.
    pub imports: Vec<Name>,
    /// Functions that run before main starts, in order.
    pub inits: Vec<Name>,
    /// What can be made of the sources beyond the object.
    pub rest: Vec<Name>,
}

/// Kinds of data symbols, by their number in stores.
const KINDS: [SymKind; 5] =
    [SymKind::RoData, SymKind::NoPtrData, SymKind::Data, SymKind::Bss, SymKind::NoPtrBss];

/// Kinds of references, by their number in stores.
const REFS: [RelocKind; 9] = [
    RelocKind::Addr,
    RelocKind::AddrOff,
    RelocKind::WeakAddrOff,
    RelocKind::Call,
    RelocKind::CallInd,
    RelocKind::PcRel,
    RelocKind::TlsLe,
    RelocKind::MethodOff,
    RelocKind::TlsIe,
];

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    names: FxHashMap<Name, u64>,
    texts: Vec<Name>,
}

impl Writer {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.out.push(n as u8);
    }

    fn signed(&mut self, n: i64) {
        self.number(((n << 1) ^ (n >> 63)) as u64);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.out.extend(bytes);
    }

    fn name(&mut self, name: Name) {
        let texts = &mut self.texts;
        let n = *self.names.entry(name).or_insert_with(|| {
            texts.push(name);
            texts.len() as u64 - 1
        });
        self.number(n);
    }

    /// 0 for none.
    fn maybe(&mut self, name: Option<Name>) {
        self.number(u64::from(name.is_some()));
        if let Some(name) = name {
            self.name(name);
        }
    }

    fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Writer, &T)) {
        self.number(items.len() as u64);
        for item in items {
            one(self, item);
        }
    }

    fn reference(&mut self, r: &Ref) -> Option<()> {
        self.number(u64::from(r.offset));
        self.out.push(r.size);
        self.out.push(REFS.iter().position(|&k| k == r.kind)? as u8);
        self.maybe(r.target);
        self.signed(r.addend);
        Some(())
    }

    fn references(&mut self, refs: &[Ref]) -> Option<()> {
        self.number(refs.len() as u64);
        refs.iter().try_for_each(|r| self.reference(r))
    }

    fn func(&mut self, f: &Function) -> Option<()> {
        self.name(f.name);
        self.bytes(&f.code);
        self.references(&f.refs)?;
        self.signed(i64::from(f.args));
        self.out.push(f.flags);
        self.number(u64::from(f.defer_return));
        for name in f.funcdata {
            self.maybe(name);
        }
        for table in [&f.depths, &f.stack_maps, &f.lines, &f.inline_index] {
            self.bytes(table);
        }
        self.list(&f.files, |w, &(pc, file)| {
            w.number(u64::from(pc));
            w.name(file);
        });
        self.list(&f.inlined, |w, c| {
            w.signed(i64::from(c.parent));
            w.name(c.callee);
            w.name(c.file);
            w.number(u64::from(c.line));
        });
        Some(())
    }

    fn data(&mut self, d: &Data) -> Option<()> {
        self.name(d.name);
        self.out.push(KINDS.iter().position(|&k| k == d.kind)? as u8);
        self.out.push(u8::from(d.dupok));
        self.number(d.size);
        self.bytes(&d.bytes);
        self.references(&d.refs)?;
        self.list(&d.pointers, |w, &(first, n)| {
            w.number(u64::from(first));
            w.number(u64::from(n));
        });
        Some(())
    }
}

/// The bytes of a store. `None` if a reference has a kind that stores do not have.
pub fn write(s: &Stored) -> Option<Vec<u8>> {
    let mut w = Writer::default();
    w.bytes(s.object.prefix.as_bytes());
    for names in [&s.imports, &s.inits, &s.rest] {
        w.list(names, |w, &n| w.name(n));
    }
    w.number(s.object.funcs.len() as u64);
    for f in &s.object.funcs {
        w.func(f)?;
    }
    w.number(s.object.data.len() as u64);
    for d in &s.object.data {
        w.data(d)?;
    }
    let mut head = Writer { out: MARK.to_vec(), ..Writer::default() };
    head.list(&w.texts, |h, n| h.bytes(n.as_str().as_bytes()));
    let mut out = head.out;
    out.extend(w.out);
    let sum = Md5::digest(&out);
    out.extend_from_slice(&sum);
    Some(out)
}

struct Reader<'a> {
    rest: &'a [u8],
    names: Vec<Name>,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&b, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(b)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            n |= u64::from(b & 0x7f) << shift;
            if b < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let n = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(bytes)
    }

    fn name(&mut self) -> Option<Name> {
        let n = self.number()?;
        self.names.get(n as usize).copied()
    }

    fn maybe(&mut self) -> Option<Option<Name>> {
        match self.number()? {
            0 => Some(None),
            _ => self.name().map(Some),
        }
    }

    fn list<T>(&mut self, one: impl Fn(&mut Reader<'a>) -> Option<T>) -> Option<Vec<T>> {
        let n = self.number()? as usize;
        // An item takes a byte at least.
        let mut out = Vec::with_capacity(n.min(self.rest.len()));
        for _ in 0..n {
            out.push(one(self)?);
        }
        Some(out)
    }

    fn reference(&mut self) -> Option<Ref> {
        Some(Ref {
            offset: self.small()?,
            size: self.byte()?,
            kind: *REFS.get(usize::from(self.byte()?))?,
            target: self.maybe()?,
            addend: self.signed()?,
        })
    }

    fn func(&mut self) -> Option<Function> {
        Some(Function {
            name: self.name()?,
            code: self.bytes()?.to_vec(),
            refs: self.list(Reader::reference)?,
            args: self.signed()? as i32,
            flags: self.byte()?,
            defer_return: self.small()?,
            funcdata: [self.maybe()?, self.maybe()?, self.maybe()?],
            depths: self.bytes()?.to_vec(),
            stack_maps: self.bytes()?.to_vec(),
            lines: self.bytes()?.to_vec(),
            inline_index: self.bytes()?.to_vec(),
            files: self.list(|r| Some((r.small()?, r.name()?)))?,
            inlined: self.list(|r| {
                Some(Inlined {
                    parent: r.signed()? as i32,
                    callee: r.name()?,
                    file: r.name()?,
                    line: r.small()?,
                })
            })?,
        })
    }

    fn data(&mut self) -> Option<Data> {
        Some(Data {
            name: self.name()?,
            kind: *KINDS.get(usize::from(self.byte()?))?,
            dupok: self.byte()? != 0,
            size: self.number()?,
            bytes: self.bytes()?.to_vec(),
            refs: self.list(Reader::reference)?,
            pointers: self.list(|r| Some((r.small()?, r.small()?)))?,
        })
    }
}

/// Reads a store; `None` if it is none, or damaged.
pub fn read(bytes: &[u8]) -> Option<Stored> {
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    if !content.starts_with(MARK) || Md5::digest(content).as_slice() != sum {
        return None;
    }
    let mut r = Reader { rest: &content[MARK.len()..], names: Vec::new() };
    r.names = r.list(|r| Some(Name::new(std::str::from_utf8(r.bytes()?).ok()?)))?;
    let mut object = Object::new(String::from_utf8(r.bytes()?.to_vec()).ok()?);
    let [imports, inits, rest] =
        [r.list(Reader::name)?, r.list(Reader::name)?, r.list(Reader::name)?];
    for f in r.list(Reader::func)? {
        object.add_func(f);
    }
    for d in r.list(Reader::data)? {
        object.add_data(d);
    }
    r.rest.is_empty().then_some(Stored { object, imports, inits, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Stored {
        let mut object = Object::new("a/b".to_owned());
        let target = Some(Name::new("runtime.newobject"));
        let r = Ref { offset: 3, size: 4, kind: RelocKind::Call, target, addend: -9 };
        object.add_func(Function {
            name: "a/b.f".into(),
            code: vec![0xe8, 0, 0, 0, 0, 0xc3],
            refs: vec![r],
            args: -1,
            flags: 3,
            defer_return: 7,
            funcdata: [None, target, None],
            depths: vec![2, 6, 0],
            stack_maps: Vec::new(),
            lines: vec![24, 6, 0],
            inline_index: vec![2, 6, 0],
            files: vec![(0, "b.go".into())],
            inlined: vec![Inlined {
                parent: -1,
                callee: "a/b.g".into(),
                file: "b.go".into(),
                line: 300,
            }],
        });
        object.add_data(Data {
            name: "a/b.x".into(),
            kind: SymKind::Data,
            dupok: false,
            size: 24,
            bytes: vec![1, 2, 3],
            refs: vec![Ref { kind: RelocKind::Addr, size: 8, ..r }],
            pointers: vec![(0, 2)],
        });
        Stored {
            object,
            imports: vec!["fmt".into()],
            inits: vec!["a/b.init".into()],
            rest: vec!["a/b.g".into()],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let s = stored();
        assert_eq!(read(&write(&s).unwrap()), Some(s));
    }

    #[test]
    fn damaged_stores_are_nothing() {
        let bytes = write(&stored()).unwrap();
        for n in 0..bytes.len() {
            assert_eq!(read(&bytes[..n]), None);
        }
        let mut changed = bytes;
        changed[40] ^= 1;
        assert_eq!(read(&changed), None);
    }
}
