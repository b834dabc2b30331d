#include "ilert-bridge/cli/program.hpp"

int main(int argc, char** argv) { return ilert_bridge::run_program(argc, argv); }
