//! Many rows in few statements, with few statement texts, so that each text stays prepared.

/// Row counts of multi-row inserts: any number up to 80 takes two statements at most, since each is a word with the
/// database; and there are few enough that all of them stay prepared.
const INSERT_SIZES: [usize; 19] = [
    64, 48, 32, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
];

/// Cuts `rows` into pieces of fixed sizes, largest first.
pub fn pieces<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = INSERT_SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (piece, rest) = rows.split_at(size);
        rows = rest;
        Some(piece)
    })
}

/// Lengthens a list for `IN (…)` to the next power of two by repeating its last value, which changes no result.
pub fn padded<T: Copy>(values: &[T]) -> impl Iterator<Item = T> + '_ {
    let size = values.len().next_power_of_two();
    let last = values.last().copied();
    values
        .iter()
        .copied()
        .chain(std::iter::repeat_n(last, size - values.len()).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lose_nothing_and_come_in_few_sizes() {
        let rows: Vec<u32> = (0..150).collect();
        let cut: Vec<&[u32]> = pieces(&rows).collect();
        assert_eq!(cut.concat(), rows);
        assert!(cut.iter().all(|piece| INSERT_SIZES.contains(&piece.len())));
    }

    #[test]
    fn padding_repeats_the_last_value() {
        assert_eq!(padded(&[1, 2, 3]).collect::<Vec<_>>(), [1, 2, 3, 3]);
        assert_eq!(padded::<u8>(&[]).count(), 0);
    }
}
