fn main() {
    println!("{}", greeting::of("vendor"));
}
