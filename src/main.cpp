#include <cstdio>
int main() { std::puts("ilert-bridge " ILERT_BRIDGE_VERSION); }
