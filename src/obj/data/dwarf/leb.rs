//! LEB128, as DWARF packs numbers.

/// Appends an unsigned number.
pub fn uleb(out: &mut Vec<u8>, mut n: u64) {
    loop {
        let byte = (n & 0x7f) as u8;
        n >>= 7;
        if n == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

/// Appends a signed number.
pub fn sleb(out: &mut Vec<u8>, mut n: i64) {
    loop {
        let byte = (n & 0x7f) as u8;
        n >>= 7;
        let sign = byte & 0x40 != 0;
        if n == 0 && !sign || n == -1 && sign {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        let s = |n| {
            let mut out = Vec::new();
            sleb(&mut out, n);
            out
        };
        assert_eq!(s(63), [63]);
        assert_eq!(s(64), [0xc0, 0]);
        assert_eq!(s(-64), [0x40]);
        assert_eq!(s(-65), [0xbf, 0x7f]);
        let mut out = Vec::new();
        uleb(&mut out, 300);
        assert_eq!(out, [0xac, 2]);
    }
}
