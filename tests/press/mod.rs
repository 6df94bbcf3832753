//! The press: guests in their places, booklets, dividers and the print order. Pictures are drawn by hayro; what
//! the tests make stays under `target/tmp/press`, where `.ci/press` looks at it with other libraries.

mod damaged;
mod drawing;
mod guests;
mod imposing;
mod make;
mod picture;
mod placing;
mod setter;
mod stamping;
